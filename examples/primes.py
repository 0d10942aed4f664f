import asyncio

from pyscript import document, when

CHUNK = 2000


def element(id):
    return document.getElementById(id)


start, stop = element("start"), element("stop")
progress, result = element("progress"), element("result")
stopping = False


def is_prime(number):
    if number % 2 == 0:
        return number == 2
    divisor = 3
    while divisor * divisor <= number:
        if number % divisor == 0:
            return False
        divisor += 2
    return number > 1


@when("click", "#start")
async def count():
    global stopping
    stopping = False
    start.disabled, stop.disabled = True, False
    limit = int(element("limit").value)
    found = 0
    for begin in range(0, limit, CHUNK):
        end = min(begin + CHUNK, limit)
        found += sum([is_prime(number) for number in range(begin, end)])
        progress.value = end / limit
        result.textContent = f"{found:,} primes below {end:,} …"
        await asyncio.sleep(0.001)  # lets a click on Stop in; 0 does not, on MicroPython
        if stopping:
            break
    result.textContent = f"{found:,} primes below {end:,}" + (", stopped." if stopping else ".")
    start.disabled, stop.disabled = False, True


@when("click", "#stop")
def end():
    global stopping
    stopping = True


start.disabled = False
result.textContent = "Ready."
