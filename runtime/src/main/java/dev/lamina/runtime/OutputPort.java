package dev.lamina.runtime;

import java.io.Serializable;

/**
 * An output of a {@link MultiNetwork}.
 *
 * @param name its name in the model file
 * @param size floats of one sample; of the longest sequence, if it has steps
 * @param hasSteps whether it has a result for each step of a call, which may have shorter sequences
 * @param truth what a loss compares it with; {@link GroundTruth#NONE} if no loss reads it
 * @param classes how many different labels there are; 0 if it is not compared with labels
 */
public record OutputPort(String name, int size, boolean hasSteps, GroundTruth truth, int classes)
        implements Serializable {

    /** Labels of one sample: 1, or one for each step; 0 if the output is not compared with labels. */
    public int labelSize() {
        return classes == 0 ? 0 : size / classes;
    }
}
