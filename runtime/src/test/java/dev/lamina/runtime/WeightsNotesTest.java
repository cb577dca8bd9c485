package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** That weights know what they belong to, and are refused where they do not. */
class WeightsNotesTest {

    private static final Preprocessing PLANTS = Preprocessing.NONE
            .withColumns(List.of("length", "width", "area"), List.of("kind"))
            .withLabels(List.of("a", "b", "c", "d", "e"))
            .withInput(Scaling.of(new float[] {1, 2, 3}, new float[] {4, 5, 0.1f}));

    /** The parameters of a network of 3 features and 5 outputs. */
    private static Parameters plants(String activation) {
        return new Parameters(
                "Plants",
                40,
                Architecture.of(3, 1, 5, 1, "fc1: fc(5)", activation),
                ParametersTest.mlp().views().toArray(new TensorView[0]));
    }

    private static byte[] bytes(Parameters parameters) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        parameters.write(bytes);
        return bytes.toByteArray();
    }

    private static byte[] header(Map<String, String> metadata, Tensor... more) {
        List<Tensor> tensors = new ArrayList<>(plants("relu1: relu").tensors(""));
        tensors.addAll(Arrays.asList(more));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        SafetensorsWriter.write(bytes, metadata, tensors);
        return bytes.toByteArray();
    }

    private static Preprocessing roundTrip(Preprocessing known) {
        Parameters written = plants("relu1: relu");
        written.preprocessing(known);
        Parameters read = plants("relu1: relu");
        read.read(bytes(written));
        return read.preprocessing();
    }

    private static List<String> problems(WeightsSource source) {
        Parameters parameters = plants("relu1: relu");
        parameters.preprocessing(PLANTS);
        WeightsException e = assertThrows(WeightsException.class, () -> parameters.read(source));
        assertEquals(PLANTS, parameters.preprocessing(), "a refused file changes nothing");
        assertArrayEquals(new float[40], parameters.values());
        return e.problems();
    }

    @Test
    void whatWeightsWereTrainedOnComesBack() {
        assertEquals(PLANTS, roundTrip(PLANTS));
        Preprocessing regression = Preprocessing.NONE
                .withInput(Scaling.dividedBy(255))
                .withTarget(Scaling.of(new float[5], new float[] {1, 2, 3, 4, 5}));
        assertEquals(regression, roundTrip(regression));
        assertEquals(Preprocessing.NONE, roundTrip(Preprocessing.NONE));
    }

    /** The parameters of a network with an image of 3 channels and tokens, and with a target of 5 numbers and labels. */
    private static Parameters ports() {
        return new Parameters(
                "Ports",
                40,
                Architecture.of(0, 1, 0, 1, "fc1: fc(5)")
                        .withInput("image", 3, 64)
                        .withInput("words", 0, 1)
                        .withTarget("boxes", 5, 1)
                        .withTarget("scores", 0, 1),
                ParametersTest.mlp().views().toArray(new TensorView[0]));
    }

    @Test
    void theScalingsOfSeveralInputsAndTargetsComeBackUnderTheirNames() {
        Preprocessing known = Preprocessing.NONE
                .withInput("image", Scaling.of(new float[] {1, 2, 3}, new float[] {4, 5, 6}))
                .withTarget("boxes", Scaling.dividedBy(10))
                .withLabels("scores", List.of("few", "a\nlot"));
        Parameters written = ports();
        written.preprocessing(known);
        Parameters read = ports();
        read.read(bytes(written));
        assertEquals(known, read.preprocessing());
        assertEquals(Scaling.none(), read.preprocessing().input("words"));
        assertArrayEquals(bytes(written), bytes(read));
        written.preprocessing(Preprocessing.NONE);
        read.read(bytes(written));
        assertEquals(Preprocessing.NONE, read.preprocessing());
    }

    @Test
    void aScalingOfOneOfSeveralInputsThatDoesNotFitIsRefused() {
        Tensor[] wrong = {
            Tensor.ofFloats("input.image.offset", new int[] {4}, new float[4]),
            Tensor.ofFloats("input.words.offset", new int[] {1}, new float[1]),
            Tensor.ofFloats("target.boxes.divisor", new int[] {5}, new float[5])
        };
        WeightsException e = assertThrows(WeightsException.class, () -> ports().read(header(Map.of(), wrong)));
        assertEquals(
                "tensor `input.image.offset` has shape [4], but Ports needs [3]",
                e.problems().get(0));
        assertTrue(e.problems().get(1).startsWith("tensor `input.words.offset` is not part of Ports"), e::getMessage);
        e = assertThrows(WeightsException.class, () -> ports().read(header(Map.of(), wrong[2])));
        assertEquals(
                List.of("tensor `target.boxes.offset` is missing, without which `target.boxes.divisor` says nothing"),
                e.problems());
    }

    @Test
    void namesAreAnyText() {
        List<String> names = List.of(
                "",
                "a\nb",
                "\\",
                "\\n",
                "a\\\nb\\\\",
                "\"quoted\"",
                "größe 重み \ud83d\ude00",
                "\u001b[2J\u0000\r\t\u2028",
                " padded ",
                "",
                "last",
                " ");
        assertEquals(
                names, // of four time steps
                roundTrip(Preprocessing.NONE.withColumns(names, List.of())).columns());
        for (int from = 0; from <= names.size() - 5; from++) {
            List<String> five = names.subList(from, from + 5);
            assertEquals(five, roundTrip(Preprocessing.NONE.withLabels(five)).labels());
        }
        assertEquals(
                List.of(""),
                roundTrip(Preprocessing.NONE.withColumns(List.of(), List.of("")))
                        .targets());
    }

    @Test
    void theSameParametersGiveTheSameBytes() {
        Parameters parameters = plants("relu1: relu");
        parameters.preprocessing(PLANTS);
        assertArrayEquals(bytes(parameters), bytes(parameters));
    }

    @Test
    void metadataSaysFormatAndVersion() {
        Parameters parameters = plants("relu1: relu");
        parameters.preprocessing(PLANTS);
        Map<String, String> metadata = Safetensors.metadata(WeightsSource.of(bytes(parameters)));
        assertEquals("1", metadata.get("lamina.format"));
        assertTrue(Version.CURRENT.orElseThrow().matches("[0-9]+\\.[0-9]+.*"), "the build has filled it in");
        assertEquals(Version.CURRENT.orElseThrow(), metadata.get("lamina.version"));
        assertEquals("fc1: fc(5)\nrelu1: relu", metadata.get("lamina.layers"));
        assertEquals("length\nwidth\narea", metadata.get("lamina.columns"));
        assertEquals("pt", metadata.get("format"));
    }

    @Test
    void stateFilesHaveThemToo() {
        Parameters parameters = plants("relu1: relu");
        parameters.preprocessing(PLANTS);
        TrainingState state = new TrainingState(7, 0.1f, 40, 0);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        state.write(bytes, parameters);
        Parameters again = plants("relu1: relu");
        state.read(WeightsSource.of(bytes.toByteArray()), again);
        assertEquals(PLANTS, again.preprocessing());
        Parameters other = plants("tanh1: tanh");
        assertThrows(WeightsException.class, () -> state.read(WeightsSource.of(bytes.toByteArray()), other));
        state.read(WeightsSource.of(bytes.toByteArray()).ignoringLayers(), other);
        assertEquals(PLANTS, other.preprocessing());
    }

    @Test
    void otherLayersAreToldAndNotComputed() {
        String refusal = "layer 2 was `tanh1: tanh` when these weights were trained, but in Plants it is `relu1: relu`;"
                + " WeightsSource.ignoringLayers() reads them all the same (--ignore-layers)";
        WeightsSource source = WeightsSource.of(bytes(plants("tanh1: tanh")));
        assertEquals(List.of(refusal), problems(source));
        plants("relu1: relu").read(source.ignoringLayers());
    }

    @Test
    void aLayerMoreOrLessIsTold() {
        byte[] shorter = header(Map.of("lamina.layers", "fc1: fc(5)"));
        assertEquals(
                "layer 2 was nothing when these weights were trained, but in Plants it is `relu1: relu`;"
                        + " WeightsSource.ignoringLayers() reads them all the same (--ignore-layers)",
                problems(WeightsSource.of(shorter)).get(0));
        byte[] longer = header(Map.of("lamina.layers", "fc1: fc(5)\nrelu1: relu\nfc2: fc(5)"));
        assertEquals(1, problems(WeightsSource.of(longer)).size());
    }

    @Test
    void filesOfOtherProgramsSayNothing() {
        Parameters parameters = plants("relu1: relu");
        parameters.preprocessing(PLANTS);
        parameters.read(header(Map.of("format", "pt")));
        assertEquals(Preprocessing.NONE, parameters.preprocessing());
    }

    @Test
    void aNewerFormatIsRefused() {
        assertEquals(
                List.of("it was written by a newer Lamina, `9.1`, in format 2; this one, `"
                        + Version.CURRENT.orElseThrow() + "`, reads format 1"),
                problems(WeightsSource.of(header(Map.of("lamina.format", "2", "lamina.version", "9.1")))));
        for (String wrong : List.of("", "0", "-1", "1.5", "99999999999999999999", "one", "\u0661")) {
            assertEquals(
                    1,
                    problems(WeightsSource.of(header(Map.of("lamina.format", wrong))))
                            .size());
        }
    }

    @Test
    void aScalingOfOtherFeaturesIsRefused() {
        assertEquals(
                List.of(
                        "tensor `input.offset` has shape [4], but Plants needs [3]",
                        "tensor `input.divisor` has shape [3, 1], but Plants needs [3]"),
                problems(WeightsSource.of(header(
                        Map.of(),
                        Tensor.ofFloats("input.offset", new int[] {4}, new float[4]),
                        Tensor.ofFloats("input.divisor", new int[] {3, 1}, new float[3])))));
    }

    @Test
    void aScalingThatMakesNoSenseIsRefused() {
        Tensor offset = Tensor.ofFloats("target.offset", new int[] {5}, new float[5]);
        assertEquals(
                List.of("tensor `target.divisor` is missing, without which `target.offset` says nothing"),
                problems(WeightsSource.of(header(Map.of(), offset))));
        assertEquals(
                List.of("the scaling of the target: feature 0 has the offset 0.0 and the divisor 0.0, but both must be"
                        + " finite and the divisor not 0"),
                problems(WeightsSource.of(
                        header(Map.of(), offset, Tensor.ofFloats("target.divisor", new int[] {5}, new float[5])))));
        assertEquals(
                List.of("the scaling of the target: there are 5 offsets and 1 divisors, but there must be as many of"
                        + " each, at least one"),
                problems(WeightsSource.of(
                        header(Map.of(), offset, Tensor.ofFloats("target.divisor", new int[] {1}, new float[] {2})))));
        assertEquals(
                List.of("tensor `target.divisor`[1] is NaN, but finite floats are needed"),
                problems(WeightsSource.of(header(
                        Map.of(),
                        offset,
                        Tensor.ofFloats("target.divisor", new int[] {5}, new float[] {1, Float.NaN, 1, 1, 1})))));
    }

    @Test
    void notesAreTextOnly() {
        byte[] bytes = bytes(plants("relu1: relu"));
        assertFalse(new String(bytes, StandardCharsets.ISO_8859_1).contains("input.offset"), "no scaling, no tensor");
    }
}
