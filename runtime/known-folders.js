/**
 * The folders that the user has chosen, by what Python calls them. The page keeps them, in
 * IndexedDB: there also workers find them.
 */
const DATABASE = 'pyscript.fs';
const FOLDERS = 'folders';

/** @param {IDBRequest | IDBOpenDBRequest} request */
const result = (request) =>
    new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });

/**
 * Opened anew each time: that is rare, and the user may delete what a site has stored.
 * @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest} work
 */
const transact = async (mode, work) => {
    const opening = indexedDB.open(DATABASE);
    opening.onupgradeneeded = () => opening.result.createObjectStore(FOLDERS);
    const database = await result(opening);
    try {
        const transaction = database.transaction(FOLDERS, mode);
        const done = new Promise((resolve, reject) => {
            transaction.oncomplete = resolve;
            transaction.onabort = () => reject(transaction.error);
        });
        const [value] = await Promise.all([result(work(transaction.objectStore(FOLDERS))), done]);
        return value;
    } finally {
        database.close();
    }
};

/** @param {string} key @returns {Promise<FileSystemDirectoryHandle | undefined>} */
export const knownFolder = (key) => transact('readonly', (store) => store.get(key));

/** @param {string} key @param {FileSystemDirectoryHandle} handle */
export const rememberFolder = (key, handle) => transact('readwrite', (store) => store.put(handle, key));

/** @param {string} key */
export const forgetFolder = (key) => transact('readwrite', (store) => store.delete(key));
