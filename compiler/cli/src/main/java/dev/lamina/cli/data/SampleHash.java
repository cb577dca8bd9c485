package dev.lamina.cli.data;

import dev.lamina.compiler.NetworkInput;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 of numbers, which tells the samples of one run from those of another. */
final class SampleHash {

    private final MessageDigest digest;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);

    SampleHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) { // every JVM has it
            throw new IllegalStateException(impossible);
        }
    }

    void add(int number) {
        if (!buffer.hasRemaining()) {
            drain();
        }
        buffer.putInt(number);
    }

    /** Adds the numbers of a row. */
    void add(RowPlace row, int count) {
        NetworkInput numbers = row.numbers();
        for (int i = row.start(); i < row.start() + count; i++) {
            add(numbers.holdsTokens() ? numbers.tokens()[i] : Float.floatToIntBits(numbers.floats()[i]));
        }
    }

    private void drain() {
        buffer.flip();
        digest.update(buffer);
        buffer.clear();
    }

    /** The digits of the hash. */
    String digits() {
        drain();
        return HexFormat.of().formatHex(digest.digest());
    }
}
