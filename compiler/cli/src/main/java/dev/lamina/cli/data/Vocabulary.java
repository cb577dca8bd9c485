package dev.lamina.cli.data;

import java.util.Arrays;

/** The different characters of a text in sorted order; the token of a character is its position. */
public final class Vocabulary {

    private final int[] characters;

    private Vocabulary(int[] characters) {
        this.characters = characters;
    }

    /** The different characters of a text. */
    public static Vocabulary of(String text) {
        return new Vocabulary(text.codePoints().sorted().distinct().toArray());
    }

    /** How many characters there are. */
    public int size() {
        return characters.length;
    }

    /** All of them, in the order of their tokens. */
    public String text() {
        return new String(characters, 0, characters.length);
    }

    /** The character that a token stands for. */
    public String character(int token) {
        return Character.toString(characters[token]);
    }

    /** The tokens of a text; throws at a character that is not in the vocabulary. */
    public int[] tokens(String text, String place) {
        int[] read = text.codePoints().toArray();
        int line = 1;
        for (int i = 0; i < read.length; i++) {
            int token = Arrays.binarySearch(characters, read[i]);
            if (token < 0) {
                throw new DataException(
                        place + ":" + line,
                        String.format("the character \"%s\" (U+%04X)", Character.toString(read[i]), read[i])
                                + " is none of the " + size() + " that the weights were trained with");
            }
            line += read[i] == '\n' ? 1 : 0;
            read[i] = token;
        }
        return read;
    }
}
