package dev.lamina.compiler;

import dev.lamina.compiler.model.ShapedModel;
import dev.lamina.runtime.RecurrentState;
import java.util.List;
import java.util.Optional;

/**
 * The length of the sequences that a model takes, and the states that it carries from step to step.
 *
 * @param leastSteps the smallest number of time steps: more than 1 behind layers that give fewer steps than they read
 * @param mostSteps the largest number of time steps, if a call may also have shorter sequences; else 0
 * @param otherSteps how many steps values have, where the input has the most, behind layers that change the number of steps; each number of
 *     a different formula
 * @param states the states of the layers, in the order in which they lie in memory for one sample
 * @param whyNotStreaming the reason why the model cannot run step by step; empty if it can
 * @param whyNoGaps the reason why a sequence cannot have gaps between its steps; empty if it can: {@link dev.lamina.runtime.StepMask}
 */
public record SequenceFacts(
        int leastSteps,
        int mostSteps,
        List<Integer> otherSteps,
        List<RecurrentState.Part> states,
        Optional<String> whyNotStreaming,
        Optional<String> whyNoGaps) {
    public SequenceFacts {
        otherSteps = List.copyOf(otherSteps);
        states = List.copyOf(states);
    }

    static SequenceFacts of(ShapedModel shaped) {
        return new SequenceFacts(
                shaped.leastSteps(),
                shaped.mostSteps(),
                shaped.otherTimeAxes().stream()
                        .map(axis -> axis.of(shaped.mostSteps()))
                        .toList(),
                shaped.states(),
                shaped.whyNotStreaming(),
                shaped.whyNoGaps());
    }
}
