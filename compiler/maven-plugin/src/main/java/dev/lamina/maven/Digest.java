package dev.lamina.maven;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** A hash of a sequence of texts and byte arrays, and of their lengths. */
final class Digest {
    /** The source and the class of a model are smaller. */
    private static final int MAX_BYTES = 1 << 28;

    private final MessageDigest sha = sha();

    static String of(byte[] bytes) {
        return new Digest().add(bytes).hex();
    }

    /** The hash of a file; empty if there is none, or it is larger than anything that is generated. */
    static Optional<String> ofFile(Path file) throws IOException {
        return Files.isRegularFile(file) && Files.size(file) <= MAX_BYTES
                ? Optional.of(of(Files.readAllBytes(file)))
                : Optional.empty();
    }

    Digest add(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    Digest add(byte[] bytes) {
        sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        sha.update(bytes);
        return this;
    }

    String hex() {
        return HexFormat.of().formatHex(sha.digest());
    }

    private static MessageDigest sha() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
