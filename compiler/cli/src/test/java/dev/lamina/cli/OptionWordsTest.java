package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A value that an option cannot have is told in the words of people, and as it was given. */
final class OptionWordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "sample --weights w m.lamina --temperature 1e30 | --temperature must be from 0 to 1,000,000, and is 1e30",
                "sample --weights w m.lamina --length 1e9 | Invalid value for option '--length': \"1e9\" is not a whole number",
                "train --data d m.lamina --rate 0 | --rate is 0, but must be a number above 0",
                "train --data d m.lamina --rate -1e-5 | --rate is -1e-5, but must be a number above 0",
                "train --data d m.lamina --rate 1e99 | Invalid value for option '--rate': \"1e99\" is not a finite number",
                "train --data d m.lamina --rate fast | Invalid value for option '--rate': \"fast\" is not a number",
                "train --data d m.lamina --batch 9999999999 | Invalid value for option '--batch': 9999999999 is above 2,147,483,647",
                "train --data d m.lamina --test-fraction 1.5 | --test-fraction must be at least 0 and less than 1, and is 1.5",
                "train --data d m.lamina --keep first | Invalid value for option '--keep': \"first\" is none of best, last"
            })
    void aWrongValueIsEchoedAsItWasGiven(String words, String error) {
        Command run = Command.run((Object[]) words.split(" "));
        assertEquals(2, run.exit());
        assertEquals("error: " + error, run.err().lines().findFirst().orElse(""));
    }
}
