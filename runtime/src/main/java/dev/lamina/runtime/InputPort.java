package dev.lamina.runtime;

import java.io.Serializable;

/**
 * An input of a {@link MultiNetwork}.
 *
 * @param name its name in the model file
 * @param size floats, or tokens, of one sample; of the longest sequence, if it is one
 * @param hasSteps whether a call may have shorter sequences, and so fewer numbers for a sample
 * @param vocabulary how many different tokens there are; 0 if it takes floats
 */
public record InputPort(String name, int size, boolean hasSteps, int vocabulary) implements Serializable {

    /** Whether it takes tokens and not floats. */
    public boolean holdsTokens() {
        return vocabulary > 0;
    }
}
