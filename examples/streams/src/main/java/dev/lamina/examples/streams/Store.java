package dev.lamina.examples.streams;

import java.util.Optional;

/** What a stream processor keeps for each key, and restores after a failure. */
public interface Store {

    /** The bytes of a key. */
    Optional<byte[]> get(String key);

    /** Replaces the bytes of a key. */
    void put(String key, byte[] state);
}
