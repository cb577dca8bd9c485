package dev.lamina.cli.run;

import dev.lamina.runtime.Network;
import dev.lamina.runtime.Recurrent;
import dev.lamina.runtime.RecurrentState;
import dev.lamina.runtime.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * States of layers as tensors: those of a recurrent layer [batch, layers · directions, hidden], those of a causal convolution [batch, steps,
 * features]. {@code lstm1.h0} and {@code lstm1.c0} go in, {@code lstm1.hn} and {@code lstm1.cn} come out, and their gradients the other
 * way round. A network has a row of all states for each sample.
 *
 * @param initial the rows before the first step; of no length if none was given
 * @param finalGradient the rows of the gradients of the final states; of no length if none was given
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them, and networks take arrays
public record StateTensors(float[] initial, float[] finalGradient) {

    static final StateTensors NONE = new StateTensors(new float[0], new float[0]);

    private static final String GRADIENT = "grad.";

    /** Reads them from a file; those that are missing are zeros. */
    static StateTensors read(InputTensors given, ModelFacts facts, int batch, boolean gradients) {
        if (!gradients) {
            facts.states().forEach(state -> given.tolerate(name(GRADIENT, state, "n")));
        }
        return new StateTensors(
                rows(given, facts, batch, "", "0"),
                gradients ? rows(given, facts, batch, GRADIENT, "n") : NONE.finalGradient);
    }

    private static float[] rows(InputTensors given, ModelFacts facts, int batch, String prefix, String when) {
        int rowSize =
                facts.states().stream().mapToInt(RecurrentState.Part::floats).sum();
        float[] rows = NONE.initial;
        int offset = 0;
        for (RecurrentState.Part state : facts.states()) {
            Optional<float[]> elements = given.optional(
                    name(prefix, state, when), new int[] {batch}, List.of(state.layers(), state.hidden()));
            if (elements.isPresent()) {
                rows = rows.length == 0 ? new float[batch * rowSize] : rows;
                for (int sample = 0; sample < batch; sample++) {
                    int from = sample * state.floats();
                    System.arraycopy(elements.get(), from, rows, sample * rowSize + offset, state.floats());
                }
            }
            offset += state.floats();
        }
        return rows;
    }

    private static String name(String prefix, RecurrentState.Part state, String when) {
        return prefix + state.name() + when;
    }

    /** Copies them to where the next passes of the network read them. */
    public void into(Network network) {
        if (network instanceof Recurrent recurrent) {
            System.arraycopy(initial, 0, recurrent.initialState(), 0, initial.length);
            if (finalGradient.length > 0) {
                System.arraycopy(finalGradient, 0, recurrent.finalStateGradient(), 0, finalGradient.length);
            }
        }
    }

    /** The states after the last step of a network's last pass. */
    public static List<Tensor> after(ModelFacts facts, Network network, int batch) {
        return network instanceof Recurrent recurrent
                ? tensors(facts, recurrent.finalState(), batch, "", "n")
                : List.of();
    }

    /** The gradients of the states before the first step. */
    public static List<Tensor> gradients(ModelFacts facts, Network network, int batch) {
        return network instanceof Recurrent recurrent
                ? tensors(facts, recurrent.initialStateGradient(), batch, GRADIENT, "0")
                : List.of();
    }

    private static List<Tensor> tensors(ModelFacts facts, float[] rows, int batch, String prefix, String when) {
        int rowSize =
                facts.states().stream().mapToInt(RecurrentState.Part::floats).sum();
        List<Tensor> tensors = new ArrayList<>();
        int offset = 0;
        for (RecurrentState.Part state : facts.states()) {
            float[] elements = new float[batch * state.floats()];
            for (int sample = 0; sample < batch; sample++) {
                int to = sample * state.floats();
                System.arraycopy(rows, sample * rowSize + offset, elements, to, state.floats());
            }
            int[] shape = {batch, state.layers(), state.hidden()};
            tensors.add(Tensor.ofFloats(name(prefix, state, when), shape, elements));
            offset += state.floats();
        }
        return tensors;
    }
}
