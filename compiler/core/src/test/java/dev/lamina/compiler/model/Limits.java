package dev.lamina.compiler.model;

/** The limits of models, for tests of other packages. */
public final class Limits {
    private Limits() {}

    public static int layers() {
        return Resolver.MOST_LAYERS;
    }
}
