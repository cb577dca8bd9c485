package dev.lamina.cli.data;

import dev.lamina.compiler.NetworkInput;
import dev.lamina.runtime.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads the samples of a model with several inputs or outputs from the tensors of a safetensors file, which have their names. */
final class PortTensors {

    private final String file;
    private final Map<String, Tensor> tensors;

    private PortTensors(String file, Map<String, Tensor> tensors) {
        this.file = file;
        this.tensors = tensors;
    }

    static Samples read(String file, Map<String, Tensor> tensors, SamplePorts ports) {
        return new PortTensors(file, tensors).read(ports);
    }

    private Samples read(SamplePorts declared) {
        SamplePorts ports = ofLength(declared);
        SamplePorts.Input first = ports.inputs().get(0);
        int count = reader(ports.of(first)).count(first.name());
        Padding padding = padding(ports, count);
        List<NetworkInput> inputs = new ArrayList<>();
        for (SamplePorts.Input input : ports.inputs()) {
            SafetensorsSamples reader = reader(ports.of(input));
            requireCount(first.name(), count, input.name(), reader.count(input.name()));
            inputs.add(reader.inputs(counted(input.name()), input.hasSteps() ? padding : Padding.none(0)));
        }
        List<NetworkInput> answers = new ArrayList<>();
        for (SamplePorts.Output output : ports.outputs()) {
            if (!output.hasLoss()) {
                answers.add(NetworkInput.of(new float[0]));
                continue;
            }
            SafetensorsSamples reader = reader(ports.of(output));
            requireCount(first.name(), count, output.tensor(), reader.answerCount(output.tensor()));
            answers.add(reader.answers(counted(output.tensor()), output.everyStep() ? padding : Padding.none(0)));
        }
        return Samples.ofPorts(ports, count, inputs, answers, padding);
    }

    /** A tensor whose samples a reader has counted: it is there. */
    private Tensor counted(String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    /** With the steps that the first sequence has. */
    private SamplePorts ofLength(SamplePorts ports) {
        return ports.inputs().stream()
                .filter(SamplePorts.Input::hasSteps)
                .findFirst()
                .map(input -> ports.ofLength(reader(ports.of(input)).steps(input.name())))
                .orElse(ports);
    }

    private Padding padding(SamplePorts ports, int count) {
        return ports.inputs().stream()
                .filter(SamplePorts.Input::hasSteps)
                .findFirst()
                .map(input -> reader(ports.of(input)).padding(ports.lengths(), ports.mask(), count))
                .orElse(Padding.none(0));
    }

    private SafetensorsSamples reader(SampleSpec expected) {
        return new SafetensorsSamples(file, tensors, expected, RowErrorHandler.THROW);
    }

    private void requireCount(String first, int count, String name, int others) {
        if (count != others) {
            throw new DataException(
                    file, "it has " + count + " samples of `" + first + "`, but " + others + " of `" + name + "`");
        }
    }
}
