/**
 * Whether this connection is one on which Pyodide's memory.bin (4 MB) takes longer to arrive
 * than what it spares, two seconds of work. Only some browsers tell.
 */
export const isFrugal = () => {
    const { saveData = false, effectiveType = '4g' } = navigator.connection ?? {};
    return saveData || effectiveType !== '4g';
};
