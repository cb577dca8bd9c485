package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names with a prefix, and tensors that are too many. */
class TensorMatchTest {
    private static final Tensor COUNTER = Tensor.ofLongs("module.steps", new int[0], new long[1]);

    private static WeightsSource file(String prefix, Tensor... more) {
        Parameters parameters = ParametersTest.mlp();
        parameters.initialize(7);
        List<Tensor> tensors = new ArrayList<>(parameters.tensors(prefix));
        tensors.addAll(Arrays.asList(more));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Safetensors.write(bytes, tensors);
        return WeightsSource.of(bytes.toByteArray());
    }

    private static void assertRead(WeightsSource source) {
        Parameters expected = ParametersTest.mlp();
        expected.initialize(7);
        Parameters parameters = ParametersTest.mlp();
        parameters.read(source);
        assertArrayEquals(expected.values(), parameters.values());
    }

    private static List<String> problems(WeightsSource source) {
        return assertThrows(WeightsException.class, () -> ParametersTest.mlp().read(source))
                .problems();
    }

    @Test
    void aPrefixThatFitsIsProposed() {
        assertEquals(
                List.of("the names of the tensors begin with `module.`; WeightsSource.withPrefix takes that off"
                        + " (--weights-prefix module.)"),
                problems(file("module.")));
        assertRead(file("module.").withPrefix("module."));
        assertEquals(1, problems(file("any thing/")).size());
        assertRead(file("any thing/").withPrefix("any thing/"));
    }

    @Test
    void aWrongPrefixIsPutRight() {
        assertEquals(
                List.of("the names of the tensors begin with `model.`; WeightsSource.withPrefix takes that off"
                        + " (--weights-prefix model.)"),
                problems(file("model.").withPrefix("model")));
        assertEquals(
                List.of("the names of the tensors have no such prefix; without one all of Mlp are there"),
                problems(file("").withPrefix("model.")));
    }

    @Test
    void tensorsThatAreTooManyAreNamedWithTheWayOut() {
        assertEquals(
                List.of("tensor `module.steps` is not part of Mlp; WeightsSource.ignoringExtraTensors() leaves it out"
                        + " (--ignore-extra-tensors)"),
                problems(file("", COUNTER)));
        assertRead(file("", COUNTER).ignoringExtraTensors());
    }

    @Test
    void bothAreProposedTogether() {
        assertEquals(
                List.of("the names of the tensors begin with `module.`; WeightsSource.withPrefix takes that off"
                        + " (--weights-prefix module.), and ignoringExtraTensors() (--ignore-extra-tensors) leaves out"
                        + " tensor `module.steps`"),
                problems(file("module.", COUNTER)));
        assertRead(file("module.", COUNTER).withPrefix("module.").ignoringExtraTensors());
    }

    @Test
    void shapesThatDoNotFitAreToldWithThePrefix() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Safetensors.write(
                bytes,
                List.of(
                        Tensor.ofFloats("net.fc1.weight", new int[] {3, 5}, new float[15]),
                        Tensor.ofFloats("net.fc1.bias", new int[] {5}, new float[5])));
        assertEquals(
                List.of(
                        "the names of the tensors begin with `net.`; WeightsSource.withPrefix takes that off"
                                + " (--weights-prefix net.)",
                        "tensor `net.fc1.weight` has shape [3, 5], but Mlp needs [5, 3]; transposed it fits (lamina weights convert"
                                + " --transpose net.fc1.weight)"),
                problems(WeightsSource.of(bytes.toByteArray())));
    }

    @Test
    void aCopyWithAPrefixBesideTheWeightsIsLeftAlone() {
        Tensor weight = Tensor.ofFloats("ema.fc1.weight", new int[] {5, 3}, new float[15]);
        Tensor bias = Tensor.ofFloats("ema.fc1.bias", new int[] {5}, new float[5]);
        assertRead(file("", weight, bias).ignoringExtraTensors());
        Parameters parameters = ParametersTest.mlp();
        parameters.initialize(7);
        parameters.read(file("", weight, bias).withPrefix("ema.").ignoringExtraTensors());
        assertArrayEquals(new float[5], parameters.get("fc1.bias"));
    }

    @Test
    void aPrefixCannotPlayTricksWithTheTerminal() {
        assertEquals(
                List.of("the names of the tensors begin with `\\u001b[2J`; WeightsSource.withPrefix takes that off"
                        + " (--weights-prefix \\u001b[2J)"),
                problems(file("\u001b[2J")));
    }
}
