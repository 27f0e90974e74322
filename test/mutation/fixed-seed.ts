import fc from 'fast-check';

/** The same mutants die in every run: properties that draw afresh would make a survivor of one run a kill of the next. */
fc.configureGlobal({ seed: 1 });
