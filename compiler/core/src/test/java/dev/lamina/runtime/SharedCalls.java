package dev.lamina.runtime;

/** Makes networks share calls between their threads that are too short to gain from it. */
public final class SharedCalls {
    private SharedCalls() {}

    /** Gives a network threads that share every call. */
    public static void always(Network network, int threads) {
        network.threads(threads);
        ((GeneratedNetwork) network).shareEveryCall();
    }
}
