package dev.lamina.compiler;

import dev.lamina.compiler.model.ShapedModel;
import dev.lamina.runtime.RecurrentState;
import java.util.List;
import java.util.Optional;

/**
 * How a model takes sequences.
 *
 * @param mostSteps the most steps of a sequence, if a call may have sequences of fewer; else 0
 * @param states what recurrent layers carry from step to step, in the order in which a sample's row holds it
 * @param whyNotStreaming why the model cannot be run step by step; empty if it can
 */
public record SequenceFacts(int mostSteps, List<RecurrentState.Part> states, Optional<String> whyNotStreaming) {
    public SequenceFacts {
        states = List.copyOf(states);
    }

    static SequenceFacts of(ShapedModel shaped) {
        int mostSteps = shaped.isOfAnyLength() ? shaped.inputShape().sizes().get(0) : 0;
        return new SequenceFacts(mostSteps, shaped.states(), shaped.whyNotStreaming());
    }
}
