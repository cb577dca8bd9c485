package dev.lamina.compiler.op;

/** A float that the caller of a kernel computes anew at each call. */
public record KernelArgument(String name, Source source, double first, double second) {
    /** Where its value comes from. */
    public enum Source {
        /** The learning rate. */
        RATE,
        /** 1 - rate · first. */
        DECAY,
        /** rate / (1 - first^t), t the number of the step. */
        ADAM_STEP,
        /** √(1 - first^t). */
        ADAM_ROOT,
        /** first while dropout is on, else second. */
        DROPOUT
    }
}
