package dev.lamina.cli.train;

import dev.lamina.compiler.NetworkInput;
import java.util.List;

/** Looks at a network between the parts of a training step, and throws {@link NotFiniteException} if a number is NaN or infinite. */
public interface StepCheck {

    /**
     * What a step reads.
     *
     * @param inputs the samples of each input, as they are in the data
     * @param allSteps the time steps of all samples together; 0 without sequences
     * @param wholeSteps those of the whole step, of which the call may be a shard
     */
    record Call(List<NetworkInput> inputs, int batch, int allSteps, int wholeSteps) {
        public Call {
            inputs = List.copyOf(inputs);
        }
    }

    /** A number that is not finite, and where. */
    final class NotFiniteException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /** The message names the step, the layer and the direction. */
        public NotFiniteException(String message) {
            super(message);
        }
    }

    /** Called after the forward pass; in a model with shards after that of each shard, which its backward pass follows. */
    void forward(float loss, Call call);

    /** Called after the backward pass. */
    void backward(Call call);

    /** Called after the update of the parameters. */
    void update();
}
