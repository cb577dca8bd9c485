package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.cli.train.StateLock;
import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.Tensor;
import dev.lamina.runtime.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a training run leaves in files: nothing is lost, and nothing is taken for what it is not. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class StateFilesTest {

    private static final String MODEL = """
            model M(c = 3) {
                input x: vector[4]
                fc(8) relu
                fc(c)
                loss cross_entropy
                train { optimizer adam(rate = 0.01) batch 8 epochs 4 seed 1 }
            }
            """;

    @TempDir
    private Path folder;

    private Path model;
    private Path data;
    private Path state;

    @BeforeEach
    void writeFiles() throws IOException {
        model = Files.writeString(folder.resolve("m.lamina"), MODEL);
        data = Files.writeString(folder.resolve("d.csv"), rows(2));
        state = folder.resolve("run.state");
    }

    private static String rows(int second) {
        return IntStream.range(0, 20)
                .mapToObj(i -> i + "," + second + ",3,4," + i % 3 + "\n")
                .collect(Collectors.joining());
    }

    @Test
    void aDamagedNewestStateFallsBackToTheOneBefore() throws IOException {
        assertEquals(0, train("whole").exit());
        assertEquals(0, train("w", "--epochs", 3, "--state", state).exit());
        flip(state);
        Command resumed = train("part", "--resume", state);
        assertEquals(0, resumed.exit(), resumed::err);
        assertTrue(
                resumed.err().startsWith("warning: " + state + ": the data are damaged: their checksum is "),
                resumed::err);
        assertTrue(resumed.err().contains("going on from " + state + ".previous, the state before it"), resumed::err);
        assertTrue(resumed.out().contains("going on after step 4, in epoch 3"), resumed::out);
        assertArrayEquals(bytes("whole"), bytes("part"));
        assertEquals(0, train("again", "--resume", state).exit());
    }

    @Test
    void theDamagedStateDoesNotTakeThePlaceOfTheOneBefore() throws IOException {
        assertEquals(0, train("w", "--epochs", 3, "--state", state).exit());
        flip(state);
        assertEquals(0, train("w", "--epochs", 3, "--resume", state).exit());
        Safetensors.read(state);
        assertEquals(4, step(Path.of(state + ".previous")));
    }

    @Test
    void aMissingNewestStateFallsBackToo() throws IOException {
        assertEquals(0, train("w", "--epochs", 3, "--state", state).exit());
        Files.delete(state);
        Command resumed = train("w", "--resume", state);
        assertEquals(0, resumed.exit(), resumed::err);
        assertTrue(resumed.err().contains(".previous, the state before it"), resumed::err);
    }

    @Test
    void twoDamagedStatesAreAnErrorAboutTheNewest() throws IOException {
        assertEquals(0, train("w", "--epochs", 3, "--state", state).exit());
        flip(state);
        flip(Path.of(state + ".previous"));
        Command resumed = train("w", "--resume", state);
        assertEquals(1, resumed.exit());
        assertTrue(resumed.err().startsWith("error: " + state + ": the data are damaged"), resumed::err);
    }

    @Test
    void aStateIsReadAsWeights() throws IOException {
        assertEquals(0, train("w", "--keep", "last", "--state", state).exit());
        Command ofWeights = Command.run("eval", model, "--weights", folder.resolve("w"), "--data", data);
        Command ofState = Command.run("eval", model, "--weights", state, "--data", data);
        assertEquals(0, ofState.exit(), ofState::err);
        assertEquals(ofWeights, ofState);
        assertEquals(
                0,
                Command.run("predict", model, "--weights", state, "--data", data)
                        .exit());
        assertEquals(0, train("more", "--weights", state).exit());
        assertEquals(0, train("same", "--weights", folder.resolve("w")).exit());
        assertArrayEquals(bytes("same"), bytes("more"));
    }

    @Test
    void aStateOfATextIsReadAsWeightsToo() throws IOException {
        Path reader = Files.writeString(folder.resolve("reader.lamina"), """
                model Reader(c = 3) {
                    input x: tokens[4] below c
                    embedding(3)
                    lstm(4)
                    fc(c)
                    loss cross_entropy
                    train { optimizer adam(rate = 0.01) batch 2 epochs 1 seed 1 }
                }
                """);
        Path text = Files.writeString(folder.resolve("t.txt"), "abcabcaabbccabcabc".repeat(5));
        Command trained = Command.run(
                "train", reader, "--data", text, "--keep=last", "--state", state, "--weights-out", folder.resolve("w"));
        assertEquals(0, trained.exit(), trained::err);
        Command ofState = Command.run("eval", reader, "--weights", state, "--data", text);
        assertEquals(Command.run("eval", reader, "--weights", folder.resolve("w"), "--data", text), ofState);
        assertEquals(0, ofState.exit(), ofState::err);
        Files.writeString(text, "abcabcaabbccabcabb".repeat(5));
        Command other = Command.run(
                "train", reader, "--data", text, "--resume", state, "--epochs=2", "--weights-out", folder.resolve("w"));
        assertEquals(1, other.exit());
        assertTrue(other.err().contains("--resume-anyway data goes on"), other::err);
    }

    @Test
    void anotherModelIsShownBesideThatOfTheStateAndRefused() throws IOException {
        assertEquals(0, train("w", "--epochs", 1, "--state", state).exit());
        Files.writeString(model, MODEL.replace("relu", "tanh").replace("rate = 0.01", "rate = 5"));
        refused("model", "fc(8) relu", "fc(8) tanh");
        refused("model", "train { optimizer adam(rate = 0.01) }", "train { optimizer adam(rate = 5) }");
        accepted("model");
    }

    @Test
    void otherValuesOfParametersAreAnotherModel() {
        assertEquals(0, train("w", "--epochs", 1, "--state", state).exit());
        refused("model", "c = 3.0", "c = 4.0", "-D", "c=4");
    }

    @Test
    void whatDoesNotChangeTheNumbersIsTheSameModel() throws IOException {
        assertEquals(0, train("w", "--epochs", 1, "--state", state).exit());
        Files.writeString(
                model,
                "// a comment\n"
                        + MODEL.replace("fc(8) relu", "fc(8)\n relu // another")
                                .replace("epochs 4", "epochs 9")
                                .replace("seed 1", "seed 2")
                        + "model Other { input x: vector[2]  fc(2)  loss mse }");
        Command resumed = train("w", "--model", "M", "--resume", state);
        assertEquals(0, resumed.exit(), resumed::err);
        assertTrue(resumed.out().contains("epoch 9/9"), resumed::out);
    }

    @Test
    void otherDataAreRefused() throws IOException {
        assertEquals(0, train("w", "--epochs", 1, "--state", state).exit());
        Files.writeString(data, rows(9));
        refused("data", "20 samples, sha256 ", "20 samples, sha256 ");
        Files.writeString(data, rows(2) + "7,7,7,7,1\n");
        refused("data", "20 samples, sha256 ", "21 samples, sha256 ");
        accepted("data,test");
    }

    @Test
    void theSameDataInAnotherFileAreTheSame() throws IOException {
        assertEquals(0, train("w", "--epochs", 1, "--state", state).exit());
        Files.writeString(data, "a,b,c,d,label\n" + rows(2).replace("3,4", "3.0,4e0"));
        Command resumed = train("w", "--resume", state);
        assertEquals(0, resumed.exit(), resumed::err);
    }

    @Test
    void anotherBatchIsRefused() {
        assertEquals(0, train("w", "--epochs", 1, "--state", state).exit());
        refused("batch", "8", "3", "--batch", 3);
        accepted("batch", "--batch", 3);
    }

    @Test
    void otherHeldOutSamplesAreRefused() throws IOException {
        assertEquals(0, train("w", "--epochs", 1, "--state", state).exit());
        refused("test", "4 of them (--test-fraction 0.2)", "10 of them (--test-fraction 0.5)", "--test-fraction", 0.5);
        Path test = Files.writeString(folder.resolve("t.csv"), rows(5));
        refused("test", "4 of them (--test-fraction 0.2)", "20 samples, sha256 ", "--test-data", test);
        accepted("test", "--test-data", test);
    }

    @Test
    void anotherScaleIsRefused() {
        assertEquals(
                0, train("w", "--epochs", 1, "--scale", 4, "--state", state).exit());
        Command other = train("w", "--resume", state, "--scale", 2);
        assertEquals(1, other.exit());
        assertTrue(other.err().contains("--scale is 2, but the weights were trained on inputs"), other::err);
    }

    @Test
    void aStateThatDoesNotSayWhatItBelongsToGoesOnOnlyWhereThatIsNamed() throws IOException {
        assertEquals(0, train("w", "--epochs", 1, "--state", state).exit());
        forgetNotes("M");
        Command resumed = train("w", "--resume", state);
        assertEquals(1, resumed.exit(), resumed::out);
        assertEquals(
                "error: " + state
                        + " does not say what it belongs to, as states of older versions do not: that its model,"
                        + " data and options are those of this run is not sure\n"
                        + "  --resume-anyway model,data,test,batch,augment,block goes on with what this run has\n",
                resumed.err());
        String all = "model,data,test,batch,augment,block";
        Command anyway = train("w", "--resume", state, "--resume-anyway", all);
        assertEquals(0, anyway.exit(), anyway::err);
        assertFalse(anyway.err().contains("does not say"), anyway::err);
        assertEquals(0, train("w", "--resume", state, "--epochs", 6).exit()); // the state has been kept up to date
        forgetNotes("Other");
        refused("model", "model Other", "model M");
    }

    @Test
    void theWeightsOfAFinishedStateAreHadThoughItDoesNotSayWhatItBelongsTo() throws IOException {
        assertEquals(0, train("whole", "--state", state).exit());
        forgetNotes("M");
        Command resumed = train("w", "--resume", state);
        assertEquals(0, resumed.exit(), resumed::err);
        assertTrue(resumed.err().startsWith("note: " + state + " does not say what it belongs to"), resumed::err);
        assertArrayEquals(bytes("whole"), bytes("w"));
    }

    private void forgetNotes(String name) throws IOException {
        Safetensors.write(state, Map.of("model", name), Safetensors.read(state).values());
    }

    @Test
    void aStepThatNoRunReachesIsRefused() throws IOException {
        assertEquals(0, train("w", "--epochs", 1, "--state", state).exit());
        Map<String, Tensor> tensors = new LinkedHashMap<>(Safetensors.read(state));
        tensors.put("training.step", Tensor.ofLongs("training.step", new int[0], new long[] {Long.MAX_VALUE}));
        Safetensors.write(state, Map.of(), tensors.values());
        Command resumed = train("w", "--resume", state);
        assertEquals(1, resumed.exit(), resumed::err);
        assertTrue(resumed.err().contains("the state is of step 9223372036854775807, which no run"), resumed::err);
    }

    @Test
    void aSecondRunOnTheSameStateIsRefused() throws IOException {
        StateLock lock = StateLock.of(state);
        Command second = train("w", "--state", state);
        assertEquals(1, second.exit());
        assertEquals("error: " + state + ": another run is training with this state file\n", second.err());
        assertFalse(Files.exists(folder.resolve("w")));
        lock.close();
        assertEquals(0, train("w", "--state", state).exit());
        assertEquals(Set.of("m.lamina", "d.csv", "w", "run.state", "run.state.previous"), names());
    }

    @Test
    void theFilesOfAKilledRunAreRemovedByTheNext() throws IOException {
        Files.writeString(WholeFile.temporary(state), "half a state");
        Files.writeString(WholeFile.temporary(folder.resolve("w")), "half of the weights");
        Files.writeString(folder.resolve(".run.state.lock"), "");
        assertEquals(0, train("w", "--epochs", 1, "--state", state).exit());
        assertEquals(Set.of("m.lamina", "d.csv", "w", "run.state"), names());
    }

    @Test
    void anEpochIsInTheLogOnceAlsoAfterAKill() throws IOException {
        Path log = folder.resolve("log.jsonl");
        assertEquals(
                0, train("w", "--epochs", 2, "--state", state, "--log", log).exit());
        List<String> lines = Files.readAllLines(log);
        // Killed after the line of the third epoch and in the middle of the fourth, before their states were saved.
        Files.writeString(
                log,
                String.join("\n", lines) + "\nnot a line of ours\n"
                        + lines.get(1).replace("\"epoch\":2,\"step\":4", "\"epoch\":3,\"step\":6")
                        + "\n{\"epoch\":4,\"st");
        Command resumed = train("w", "--resume", state, "--log", log);
        assertEquals(0, resumed.exit(), resumed::err);
        assertTrue(resumed.err().contains("1 line of epochs after step 4"), resumed::err);
        List<String> all = Files.readAllLines(log);
        assertEquals(5, all.size());
        assertEquals("not a line of ours", all.get(2));
        for (int epoch = 1; epoch <= 4; epoch++) {
            String start = "{\"epoch\":" + epoch + ",";
            assertEquals(1, all.stream().filter(line -> line.startsWith(start)).count(), all::toString);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aLogThatCannotBeWrittenIsAnErrorAfterTheWeightsAreSaved() {
        Command run = train("w", "--log", "/dev/full");
        assertEquals(1, run.exit());
        assertTrue(run.err().contains("warning: /dev/full: "), run::err);
        assertTrue(run.err().contains("error: /dev/full: "), run::err);
        assertTrue(Files.exists(folder.resolve("w")));
    }

    @Test
    void noOutputTakesThePlaceOfAFileThatTheRunReads() throws IOException {
        byte[] before = Files.readAllBytes(data);
        Path other = Files.createSymbolicLink(folder.resolve("other"), data);
        for (Path file : List.of(data, other, model)) {
            for (String option : List.of("--weights-out", "--state", "--log", "--curve")) {
                Command train = Command.run("train", model, "--data", data, option, file);
                assertEquals(1, train.exit(), train::out);
                assertEquals(
                        "error: " + file + ": this command reads the file, so it does not write to it\n", train.err());
            }
        }
        assertArrayEquals(before, Files.readAllBytes(data));
    }

    @Test
    void noPredictionsTakeThePlaceOfAFileThatIsRead() throws IOException {
        Path weights = folder.resolve("read.safetensors");
        assertEquals(
                0,
                Command.run("train", model, "--data", data, "--weights-out", weights)
                        .exit());
        for (Path file : List.of(data, model, weights)) {
            byte[] before = Files.readAllBytes(file);
            String error = "error: " + file + ": this command reads the file, so it does not write to it\n";
            Command predict = Command.run("predict", model, "--weights", weights, "--data", data, "-o", file);
            assertTrue(predict.err().endsWith(error), predict::err);
            Command eval = Command.run("eval", model, "--weights", weights, "--data", data, "--probabilities", file);
            assertTrue(eval.err().endsWith(error), eval::err);
            assertArrayEquals(before, Files.readAllBytes(file));
        }
    }

    @Test
    void twoOutputsInOneFileAreRefused() {
        Command run = train("run.state", "--state", state);
        assertEquals(1, run.exit());
        assertEquals("error: " + state + ": two outputs of this run would have this name\n", run.err());
    }

    @Test
    void permissionsOfReplacedFilesStay() throws IOException {
        assertEquals(0, train("w", "--state", state).exit());
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(folder.resolve("w"), PosixFilePermissions.fromString("rw-rw-r--"));
        assertEquals(0, train("w", "--state", state).exit());
        assertEquals("rw-------", permissions(state));
        assertEquals("rw-------", permissions(Path.of(state + ".previous")));
        assertEquals("rw-rw-r--", permissions(folder.resolve("w")));
    }

    @Test
    void aReadOnlyFileIsRefusedBeforeTheTraining() throws IOException {
        Path weights = Files.writeString(folder.resolve("w"), "precious");
        Files.setPosixFilePermissions(weights, PosixFilePermissions.fromString("r--r--r--"));
        Command run = train("w");
        assertEquals(1, run.exit());
        assertEquals("error: " + weights + ": it is read-only; chmod u+w lets it be replaced\n", run.err());
        assertFalse(run.out().contains("epoch 1"), run::out);
        assertEquals("precious", Files.readString(weights));
    }

    @Test
    void aReadOnlyStateIsResumedAndStaysAsItIs() throws IOException {
        assertEquals(0, train("whole").exit());
        assertEquals(0, train("w", "--epochs", 2, "--state", state).exit());
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("r--r--r--"));
        byte[] before = Files.readAllBytes(state);
        Command run = train("part", "--resume", state);
        assertEquals(0, run.exit(), run::err);
        assertTrue(run.err().startsWith("note: " + state + " is read-only, so it is not kept up to date\n"), run::err);
        assertArrayEquals(bytes("whole"), bytes("part"));
        assertArrayEquals(before, Files.readAllBytes(state));
    }

    @Test
    void aScheduleOverAllEpochsIsNotStretched() throws IOException {
        Files.writeString(model, MODEL.replace("batch 8", "schedule cosine(warmup = 1)  batch 8"));
        assertEquals(0, train("w", "--state", state).exit());
        refused("epochs", "4", "6", "--epochs", 6);
        accepted("epochs", "--epochs", 6);
    }

    @Test
    void otherChangesOfImagesAreRefused() throws IOException {
        Files.writeString(model, MODEL.replace("vector[4]", "image[1, 2, 2]\n flatten"));
        assertEquals(0, train("w", "--epochs", 1, "--state", state).exit());
        refused("augment", "none", "shift=1,flip", "--augment", "shift=1,flip");
        accepted("augment", "--augment", "shift=1,flip");
    }

    @Test
    void aLinkIntoAFolderThatIsNotThereYetStaysALink() throws IOException {
        Path link = Files.createSymbolicLink(
                folder.resolve("w"), folder.resolve("later").resolve("w"));
        assertEquals(0, train("w").exit());
        assertTrue(Files.isSymbolicLink(link));
        assertEquals(4, Safetensors.read(folder.resolve("later").resolve("w")).size());
    }

    private void refused(String what, String ofState, String ofRun, Object... more) {
        Command run = resume(more);
        assertEquals(1, run.exit(), run::err);
        assertTrue(run.err().contains("error: " + state + ": the state belongs to another run:\n"), run::err);
        List<String> lines = run.err().lines().toList();
        assertTrue(lines.stream().anyMatch(line -> line.matches(" +the state +this run")), run::err);
        assertTrue(
                lines.stream().anyMatch(line -> line.matches(".*\\Q" + ofState + "\\E.* +\\Q" + ofRun + "\\E.*")),
                run::err);
        assertTrue(run.err().endsWith("\n  --resume-anyway " + what + " goes on with what this run has\n"), run::err);
    }

    private void accepted(String what, Object... more) {
        List<Object> words = new ArrayList<>(List.of("--resume-anyway", what));
        words.addAll(Arrays.asList(more));
        Command run = resume(words.toArray());
        assertEquals(0, run.exit(), run::err);
        Command again = resume(more);
        assertEquals(0, again.exit(), "the new state belongs to the new run: " + again.err());
    }

    private Command resume(Object... more) {
        List<Object> words = new ArrayList<>(List.of("--resume", state));
        words.addAll(Arrays.asList(more));
        return train("w", words.toArray());
    }

    private static void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 9] ^= 4;
        Files.write(file, bytes);
    }

    private static long step(Path file) {
        return Objects.requireNonNull(Safetensors.read(file).get("training.step"))
                .longs()[0];
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private Set<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    private Command train(String weights, Object... more) {
        List<Object> words =
                new ArrayList<>(List.of("train", model, "--data", data, "--weights-out", folder.resolve(weights)));
        words.addAll(Arrays.asList(more));
        return Command.run(words.toArray());
    }

    private byte[] bytes(String weights) throws IOException {
        return Files.readAllBytes(folder.resolve(weights));
    }
}
