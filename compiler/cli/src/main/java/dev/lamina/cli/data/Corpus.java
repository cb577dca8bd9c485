package dev.lamina.cli.data;

import dev.lamina.cli.console.Text;
import dev.lamina.compiler.NetworkInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** A text as tokens, one for each character. */
public final class Corpus {

    private final int[] tokens;

    private Corpus(int[] tokens) {
        this.tokens = tokens;
    }

    /** Reads a text file in UTF-8, perhaps compressed by gzip. */
    public static String text(Path file) throws IOException {
        try (InputStream bytes = SampleReader.open(file)) {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.readAllBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new DataException(file.toString(), "it is not UTF-8 text");
        }
    }

    /** A text as tokens of a vocabulary; throws if it has other characters. {@code place} is its name in messages. */
    public static Corpus of(String text, Vocabulary vocabulary, String place) {
        return new Corpus(vocabulary.tokens(text, place));
    }

    /** How many characters it has. */
    public int length() {
        return tokens.length;
    }

    /** The characters from {@code from} to below {@code to}. */
    public Corpus part(int from, int to) {
        return new Corpus(Arrays.copyOfRange(tokens, from, to));
    }

    /** The number of characters and a hash of their tokens. */
    public String fingerprint() {
        SampleHash hash = new SampleHash();
        hash.add(new RowPlace(NetworkInput.of(tokens), 0), tokens.length);
        return Text.count(tokens.length, "character") + ", sha256 " + hash.digits();
    }

    /** The token of a character. */
    public int token(int place) {
        return tokens[place];
    }

    /** Consecutive windows of so many steps, each character labelled with the next one; an incomplete window at the end is left out. */
    public Samples windows(int steps, String place) {
        int count = (tokens.length - 1) / steps;
        if (count < 1) {
            throw new DataException(
                    place,
                    "a part of it has " + tokens.length + " characters, but a window of " + steps + " steps needs "
                            + (steps + 1));
        }
        return Samples.consecutive(
                steps,
                NetworkInput.of(Arrays.copyOf(tokens, count * steps)),
                Arrays.copyOfRange(tokens, 1, count * steps + 1));
    }
}
