/** A side effect: it adds its language to cronstrue. */
declare module 'cronstrue/locales/tr';
