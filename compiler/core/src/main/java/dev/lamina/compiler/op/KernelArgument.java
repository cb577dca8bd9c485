package dev.lamina.compiler.op;

/** A float argument of a kernel. The caller computes it before each call. */
public record KernelArgument(String name, Source source, double first, double second) {
    /** How its value is computed from {@code first} and {@code second}. */
    public enum Source {
        /** rate · first. */
        RATE,
        /** 1 - rate · first. */
        DECAY,
        /** second · rate / (1 - first^t), where t is the number of the training step. */
        ADAM_STEP,
        /** √(1 - first^t). */
        ADAM_ROOT,
        /** first / (norm of the gradients + 1e-6), at most 1. */
        CLIP_NORM,
        /** {@code first} while dropout is on, else {@code second}. */
        DROPOUT
    }
}
