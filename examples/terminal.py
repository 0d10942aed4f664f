import random

secret = random.randint(1, 100)
print("I think of a number from 1 to 100.")

tries = 0
guess = None
while guess != secret:
    text = input("Your guess: ")
    tries += 1
    try:
        guess = int(text)
    except ValueError:
        print(f"{text!r} is not a number.")
        continue
    if guess < secret:
        print("It is \033[1mgreater\033[0m.")
    elif guess > secret:
        print("It is \033[1mless\033[0m.")

print(f"\033[32mThat is it!\033[0m You needed {tries} guesses.")
