package dev.lamina.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.cli.data.Corpus;
import dev.lamina.cli.data.Vocabulary;
import org.junit.jupiter.api.Test;

/** Frequencies of characters against figures worked out by hand. */
class CharacterFrequenciesTest {

    private static final Vocabulary LETTERS = Vocabulary.of("abc");

    private static double bits(String learnt, String told) {
        Corpus text = Corpus.of(told, LETTERS, "told");
        return new CharacterFrequencies(Corpus.of(learnt, LETTERS, "learnt"), LETTERS.size())
                .bits(text, text.length() - 1);
    }

    @Test
    void nothingLearntMakesAllCharactersAlike() {
        assertEquals(StrictMath.log(3) / StrictMath.log(2), bits("", "abc"), 1e-12);
    }

    @Test
    void countsAreMixedWithThoseOfShorterContexts() {
        // none: a, b: (1 + 2/3) / 4 each, c: (2/3) / 4; after a, b once of once: (1 + p) / 2
        double alone = (1 + 2.0 / 3) / 4;
        assertEquals(-StrictMath.log((1 + alone) / 2) / StrictMath.log(2), bits("ab", "ab"), 1e-12);
        assertEquals(-StrictMath.log(2.0 / 3 / 4) / StrictMath.log(2), bits("ab", "bc"), 1e-12);
    }
}
