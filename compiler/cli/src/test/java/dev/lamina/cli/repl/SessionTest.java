package dev.lamina.cli.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a session answers, line by line. */
final class SessionTest {
    private static final String LINE = System.lineSeparator().equals("\n") ? "\n" : "\r\n";

    @TempDir
    private Path folder;

    private final Session session = new Session(new NoVerbs(), false, Integer.MAX_VALUE);

    private String say(String line) {
        Response response = session.respond(line);
        assertFalse(response.failed(), response::err);
        return response.out();
    }

    private String fail(String line) {
        Response response = session.respond(line);
        assertTrue(response.failed(), response::out);
        assertEquals("", response.out());
        return response.err();
    }

    private void begin() {
        say("input image: image[1, 28, 28]");
        say("conv1: conv(6, kernel = 5, padding = 2)  // edges");
        say("relu maxpool(2)");
    }

    @Test
    void aLayerIsAnsweredWithShapeParametersAndWork() {
        say("input image: image[1, 28, 28]");
        String answer = say("conv(6, kernel = 5, padding = 2)");
        assertTrue(answer.startsWith("  conv1 "), answer);
        assertTrue(answer.contains("image[6, 28, 28]"), answer);
        assertTrue(answer.contains("156 parameters"), answer);
        assertTrue(answer.contains("117,600 multiply-adds"), answer);
    }

    @Test
    void everyNumberIsExplained() {
        begin();
        String why = say(":why conv1");
        assertTrue(why.contains("height = floor((28 + 2 * 2 - 5) / 1) + 1 = 28"), why);
        assertTrue(why.contains("156 parameters = weight[6, 1, 5, 5] + bias[6]"), why);
        assertTrue(why.contains("117,600 multiply-adds = 150 weights * 784 places of the result"), why);
        assertTrue(say(":why").contains("maxpool1 gives image[6, 14, 14]"));
    }

    @Test
    void anErrorIsThatOfTheCommandAndChangesNothing() {
        begin();
        String before = say(":list");
        String error = fail("fc(10)");
        assertTrue(error.startsWith("error[E0301]: `fc` needs a vector"), error);
        assertTrue(error.contains("help: flatten it first, giving vector[1176]"), error);
        fail("conv(6, kernal = 3)");
        fail("conv(");
        fail("}");
        fail(":why nothing");
        fail(":load " + folder.resolve("missing.lamina"));
        assertEquals(before, say(":list"));
        say("flatten");
    }

    @Test
    void undoTakesBackALineAtATime() {
        begin();
        String before = say(":list");
        say("flatten fc(10)");
        say(":undo");
        assertEquals(before, say(":list"));
        assertTrue(say(":undo").contains("conv1"));
        say(":undo");
        say(":undo");
        assertTrue(fail(":undo").contains("nothing to undo"));
    }

    @Test
    void parametersCanBeSetBeforeAndAfterTheyAreUsed() {
        say(":set classes=10");
        say("input x: vector[4]");
        assertTrue(say("fc(classes)").contains("vector[10]"));
        assertTrue(say(":set classes = 7").contains("vector[7]"));
        fail(":set classes=no");
        fail(":set classes=0");
        assertTrue(say(":why").contains("vector[7]"));
    }

    @Test
    void severalLinesAreTakenBackAtOnce() {
        begin();
        String before = say(":list");
        say("flatten");
        say("fc(10)");
        say("relu");
        say(":undo 3");
        assertEquals(before, say(":list"));
        assertTrue(fail(":undo 99").contains("can be taken back"));
        assertTrue(fail(":undo many").contains(":undo 3"));
    }

    @Test
    void aParameterThatNoLayerReadsIsNotSet() {
        say(":set classes=10");
        say("input x: vector[4]");
        say("fc(classes)");
        assertTrue(fail(":set clases=7").contains("did you mean classes?"));
        assertTrue(!say(":list").contains("clases"));
    }

    @Test
    void anErrorPointsAtNothingThatNobodyTyped() {
        begin();
        String told = fail("fc(");
        assertFalse(told.contains("Untitled"), told);
        assertFalse(told.lines().anyMatch(line -> line.endsWith("| }")), told);
    }

    @Test
    void aBracketTooManyEndsWithItsLine() {
        assertFalse(Session.isUnfinished("input x: image[[1,28,28]"));
        assertFalse(Session.isUnfinished("conv((6, kernel = 5)"));
        assertTrue(Session.isUnfinished("conv(6,\n    kernel = 5,"));
        assertTrue(Session.isUnfinished("repeat 3 { conv((6)"));
    }

    @Test
    void anotherInputShapesAllLayersAnew() {
        begin();
        String answer = say("input image: image[3, 32, 32]");
        assertTrue(answer.contains("image[6, 32, 32]") && answer.contains("456 parameters"), answer);
        assertTrue(fail("input image: vector[5]").contains("conv"));
        assertTrue(say(":list").contains("image[3, 32, 32]"));
    }

    @Test
    void whatIsSavedCanBeLoadedAgain() throws IOException {
        begin();
        say("flatten fc(10)");
        say("loss cross_entropy");
        say("train {\n  optimizer adam(rate = 0.01)\n  batch 8\n}");
        String text = say(":list");
        assertTrue(text.contains("conv1: conv(6, kernel = 5, padding = 2)  // edges\n"), text);
        assertTrue(text.contains("    train {\n      optimizer adam(rate = 0.01)\n      batch 8\n    }\n"), text);
        Path file = folder.resolve("saved.lamina");
        say(":save " + file);
        say(":new");
        assertTrue(say(":load " + file).contains("fc1"));
        assertEquals(text, say(":list"));
    }

    @Test
    void commentsOfAFileAreKept() throws IOException {
        String text = """
                /// What it is for.
                model Commented(n = (1 + 2)) {
                    // about the input
                    input x: vector[4]  // four numbers
                    // about both layers

                    // about the first
                    fc(8)  // eight
                    tanh
                    fc(n)

                    // about the loss
                    loss cross_entropy  // over classes

                    train {
                        optimizer sgd(rate = 0.1)  // slow
                        batch 4
                    }
                    // the end
                }
                """;
        Path file = Files.writeString(folder.resolve("commented.lamina"), text);
        say(":load " + file);
        say(":save " + file);
        assertEquals(text.replace("about both layers\n\n", "about both layers\n"), Files.readString(file));
    }

    @Test
    void aFileWithSeveralModelsAsksWhich() throws IOException {
        Path file = Files.writeString(
                folder.resolve("two.lamina"),
                "model A { input x: vector[2]  fc(1) }" + LINE + "model B(n = 3) { input x: vector[2]  fc(n) }" + LINE);
        assertTrue(fail(":load " + file).contains("A, B"));
        assertTrue(say(":load " + file + " B").contains("vector[3]"));
        assertTrue(say(":set n=5").contains("vector[5]"));
    }

    @Test
    void generatedJavaAndGradientsAreThoseOfTheLayer() {
        begin();
        String java = say(":java conv1");
        assertTrue(java.contains("void forwardConv1(") && java.contains("void conv1WeightGradient("), java);
        assertFalse(java.contains("maxpool1Forward("), java);
        String grad = say(":grad conv1");
        assertTrue(grad.startsWith("  y[f, r, c] = ") && grad.contains("dW["), grad);
        assertFalse(grad.contains("void forwardConv1("), grad);
        assertTrue(say(":grad relu1").contains("dx = dy where y > 0, else 0"));
        assertTrue(say(":java").startsWith("import "));
    }

    @Test
    void inverseQuestionsAreAnsweredSmallestFirst() {
        List<String> answers = say("? maxpool image[64, 112, 112] -> image[64, 56, 56]")
                .lines()
                .toList();
        assertTrue(answers.get(0).startsWith("  maxpool(2) "), answers.get(0));
        assertTrue(answers.get(1).startsWith("  maxpool(3, stride = 2, padding = 1) "), answers.get(1));
        assertTrue(
                say("? conv image[3,224,224] -> image[64,112,112]").startsWith("  conv(64, kernel = 2, stride = 2) "));
        assertTrue(say("? conv image[3, 9, 28] -> image[4, 9, 14]").contains("stride = (1, 2)"));
        assertEquals("  fc(7)\n", say("? fc vector[3] -> vector[7]"));
        assertTrue(say("? conv sequence[20, 6] -> sequence[10, 8]").startsWith("  conv(8, kernel = 2, stride = 2) "));
        assertTrue(say("? upsample image[3, 4, 4] -> image[3, 12, 12]").startsWith("  upsample(3) "));
    }

    @Test
    void inverseQuestionsKnowRecurrentLayers() {
        assertEquals(
                "  lstm(20)\n  lstm(10, bidirectional = true)  features = 2 * 10 = 20\n",
                say("? lstm sequence[10, 5] -> sequence[10, 20]"));
        assertEquals("  fc(7)\n", say("? fc sequence[10, 5] -> sequence[10, 7]"));
        assertEquals("  embedding(8)\n", say("? embedding tokens[10] below 5 -> sequence[10, 8]"));
    }

    @Test
    void inverseQuestionsMayLeaveOutWhereTheModelIsAndTheLayer() {
        assertTrue(fail("? conv -> image[6, 24, 24]").contains("there is no input yet"));
        say("input image: image[1, 28, 28]");
        assertTrue(say("? conv -> image[6, 24, 24]").startsWith("  conv(6, kernel = 5) "));
        assertTrue(say("? -> vector[784]").startsWith("  flatten  1 * 28 * 28 = 784"));
        begin();
        assertTrue(say("? maxpool -> image[6, 7, 7]").startsWith("  maxpool(2) "));
        assertTrue(say("? sequence[9, 4] -> vector[4]").contains("  last\n"));
    }

    @Test
    void aCommandWithoutItsColonIsNamed() {
        begin();
        String list = fail("list");
        assertTrue(list.contains("commands begin with a colon, as in :list"), list);
        assertTrue(fail("undo 2").endsWith("as in :undo 2\n"));
        assertTrue(fail("load some/file.lamina").endsWith("as in :load some/file.lamina\n"));
        say("block list { relu }");
        say("list");
        say("run: relu");
    }

    @Test
    void questionsWithoutAnAnswerSayWhy() {
        assertEquals(
                "error: no `maxpool` turns image[1, 4, 4] into image[2, 2, 2]: it keeps the number of channels\n",
                fail("? maxpool image[1, 4, 4] -> image[2, 2, 2]"));
        assertTrue(fail("? maxpol image[1, 4, 4] -> image[1, 2, 2]").contains("did you mean `maxpool`"));
        assertTrue(fail("? maxpool image[1, 4] -> image[1, 2, 2]").startsWith("error: image[1, 4]: "));
        assertTrue(fail("? what").contains("looks like"));
    }

    @Test
    void anOpenBracketWaitsForItsEnd() {
        assertTrue(Session.isUnfinished("train {"));
        assertTrue(Session.isUnfinished("conv(6,"));
        assertFalse(Session.isUnfinished("conv(6) // ("));
        assertFalse(Session.isUnfinished("? maxpool image["));
        assertFalse(Session.isUnfinished("}"));
    }

    @Test
    void completionKnowsLayersArgumentsAndLabels() {
        begin();
        assertTrue(Completions.of("co", session).contains("conv("));
        assertEquals(List.of("stride = ", "padding = ", "ceil = "), Completions.of("maxpool(2, ", session));
        assertEquals(List.of("conv1", "relu1", "maxpool1"), Completions.of(":why ", session));
        assertTrue(Completions.of(":s", session).contains(":summary"));
        assertTrue(Completions.of("loss c", session).contains("cross_entropy"));
        assertEquals(List.of("true", "false"), Completions.of("conv(8, kernel = 3, bias = ", session));
        assertTrue(Completions.of("train { batch 8 op", session).contains("optimizer "));
        assertTrue(Completions.of("train { schedule co", session).contains("cosine"));
        assertEquals(List.of("norm = ", "value = "), Completions.of("train { clip ", session));
        assertEquals(List.of("patience = "), Completions.of("train { stop ", session));
        assertEquals(List.of("conv1", "relu1", "maxpool1"), Completions.of("train { freeze conv1, ", session));
        assertTrue(Completions.of("train { batch 8 rate = 0.1 for co", session).contains("conv1"));
        assertTrue(Completions.of("? ", session).contains("maxpool"));
    }

    @Test
    void argumentsThatAreThereAreNotOfferedAgain() {
        assertEquals(
                List.of("padding = ", "dilation = ", "groups = ", "bias = "),
                Completions.of("conv(8, kernel = (3, 5), stride = 2, ", session));
    }

    @Test
    void completionKnowsModelFiles() throws IOException {
        Files.createDirectory(folder.resolve("more"));
        Path file = Files.writeString(folder.resolve("a.lamina"), "");
        Files.writeString(folder.resolve("a.csv"), "");
        assertEquals(List.of(file.toString(), folder + "/more/"), Completions.of(":load " + folder + "/", session));
    }

    @Test
    void answersFitTheTerminal() {
        Session narrow = new Session(new NoVerbs(), false, 80);
        narrow.respond("input image: image[1, 28, 28]");
        String answer = narrow.respond("conv(6, kernel = 5, padding = 2)  relu").out();
        assertTrue(answer.contains("156 parameters  117,600 multiply-adds"), answer);
        assertTrue(answer.lines().allMatch(line -> line.length() <= 80), answer);
        String question = narrow.respond("? conv image[3, 224, 224] -> image[64, 112, 112]")
                .out();
        assertTrue(question.startsWith("  conv(64, kernel = 2, stride = 2)\n"), question);
    }

    @Test
    void aFaultLeavesTheModelAsItWas() {
        begin();
        String before = say(":list");
        assertTrue(fail(":bench").contains("this is a bug in lamina"));
        assertEquals(before, say(":list"));
    }

    @Test
    void recurrentLayersAreExplainedToo() {
        say("input history: sequence[48, 3]");
        assertTrue(say("gru(64)").contains("sequence[48, 64]"));
        assertTrue(say(":why").contains(" weights * 48 places of the result"));
        assertTrue(say(":grad").contains("h[t] = (1 - z) * n + z * h[t-1]"));
    }

    @Test
    void unknownCommandsAreCorrected() {
        assertTrue(fail(":whi").contains("did you mean :why?"));
        assertTrue(say(":help").contains(":undo"));
        assertTrue(session.respond(":quit").ended());
    }

    @Test
    void aBlockIsTypedLineByLineAndCalledLikeALayer() {
        say("input image: image[3, 8, 8]");
        assertTrue(Session.isUnfinished("block Basic(f, stride = 1) {\n  conv(f, kernel = 3)"));
        assertEquals(
                "  block Basic(f, stride = 1)\n",
                say("block Basic(f, stride = 1) {\n  conv(f, kernel = 3, stride = stride, padding = 1)  relu\n}"));
        String answer = say("Basic(4)");
        assertTrue(answer.contains("conv(4, kernel = 3, padding = 1)"), answer);
        assertTrue(say(":list").startsWith("block Basic(f, stride = 1) {\n  conv("), say(":list"));
        assertTrue(say("block Basic(f) { fc(f) }".replace("fc(f)", "conv(f, kernel = 1)"))
                .contains("conv(4, kernel = 1)"));
        say(":undo");
        assertTrue(say(":why conv1").contains("weight[4, 3, 3, 3]"));
        fail("block Basic(f) { conv( }");
        say(":undo");
        say(":undo");
        assertFalse(say(":list").contains("block"));
    }

    @Test
    void aBlockMayBeTypedBeforeTheInput() {
        assertEquals("  block Basic(f)\n", say("block Basic(f) {\n  fc(f)  relu\n}"));
        assertTrue(fail("fc(3)").contains("the model has no input"));
        assertTrue(say(":list").startsWith("block Basic(f)"), say(":list"));
        say("input x: vector[4]");
        assertTrue(say("Basic(3)").contains("fc(3)"));
        say(":undo 3");
        assertFalse(say(":list").contains("block"));
    }

    @Test
    void undoTakesBackAResidualOrARepeatAsAWhole() {
        say("input x: vector[8]");
        String before = say(":list");
        assertTrue(say("residual {\n  fc(8)\n  relu\n}").contains("residual1"));
        String residual = say(":list");
        assertTrue(say("stage: repeat 2 { residual { fc(8) }  tanh }").contains("stage.1.residual1"));
        assertTrue(say(":why stage.1.fc1").startsWith("  stage.1.fc1 gives vector[8]"));
        assertTrue(
                say(":why stage.1").contains("stage.1.residual1, of stage.1.fc1 and stage.0.tanh1, gives vector[8]"));
        String java = say(":java stage.1.fc1");
        assertTrue(java.contains("the same for stage.1.fc1"), java); // the method that the layer shares, going forward
        assertTrue(java.contains("void backwardStage_1Fc1("), java);
        say(":undo");
        assertEquals(residual, say(":list"));
        say(":undo");
        assertEquals(before, say(":list"));
    }

    @Test
    void aShortcutOnALineOfItsOwnBelongsToTheResidualBeforeIt() {
        say("input x: vector[8]");
        assertTrue(fail("residual { fc(4) }").contains("E0315"));
        assertTrue(say("shortcut { fc(4) }").contains("residual1"));
        assertTrue(say(":list").contains("residual { fc(4) } shortcut { fc(4) }"));
        assertTrue(fail("shortcut { fc(4) }").contains("a shortcut stands behind a residual"));
        say("residual { fc(4) }");
        assertTrue(say("shortcut { fc(4) }").contains("residual2"));
        assertTrue(say(":why residual2").contains("residual2, of fc3 and fc4, gives vector[4]"));
    }

    @Test
    void questionsWithinAnOpenBodyStartFromTheShapeThere() {
        say("input image: image[3, 8, 8]");
        String list = say(":list");
        String body = "residual {\n  conv(4, kernel = 2, stride = 2)\n";
        assertFalse(Session.isUnfinished(body + "? -> vector[64]"));
        assertTrue(say(body + "? -> vector[64]").startsWith("  flatten  4 * 4 * 4 = 64"));
        assertEquals(body, session.open());
        assertTrue(say(body + ":why").startsWith("  conv1 gives image[4, 4, 4]"));
        String shortcut = body + "} shortcut {\n";
        assertTrue(say(shortcut + "? conv -> image[4, 4, 4]").startsWith("  conv(4, kernel = 2, stride = 2) "));
        String nested = "a: repeat 2 {\n residual {\n conv(5, kernel = 3)\n";
        assertTrue(say(nested + "? -> vector[180]").startsWith("  flatten  5 * 6 * 6 = 180"));
        say(shortcut + ":undo");
        assertEquals(body, session.open());
        assertTrue(fail(body + ":list").contains("a body is open"));
        assertEquals(list, say(":list"));
        assertEquals("", session.open());
    }

    @Test
    void questionsWithinAnOpenBlockTakeItAsCalledNext() {
        String block = "block B(f, wide = 2) {\n  conv(wide * f, kernel = 1)\n";
        assertTrue(fail(block + "? conv -> image[4, 4, 4]").contains("from which shape"), "no input yet");
        assertTrue(fail(block + ":why").contains("a block is open"));
        say("input image: image[3, 8, 8]");
        say("conv(5, kernel = 3, padding = 1)");
        String list = say(":list");
        assertTrue(say(block + ":why").startsWith("  with f = 5:\n  conv2 gives image[10, 8, 8]"));
        assertTrue(say(block + "? conv -> image[4, 4, 4]")
                .startsWith("  with f = 5:\n  conv(4, kernel = 2, stride = 2) "));
        assertTrue(say(block + "residual {\n  maxpool(2)\n? -> vector[160]").contains("flatten  10 * 4 * 4 = 160"));
        assertTrue(say("block C {\n  mean\n:why").startsWith("  mean1 gives vector[5]"), "nothing is assumed");
        assertTrue(say("block C(f) {\n? conv -> image[5, 6, 6]").contains("conv(5, kernel = 3)"), "nothing is typed");
        assertTrue(fail(block + "fc(3)\n:why").contains("E0301"));
        say(block + ":undo");
        assertEquals("block B(f, wide = 2) {\n", session.open());
        assertEquals(list, say(":list"));
    }

    @Test
    void aStreamJoinsBodiesShortcutsAndQuestions() throws IOException {
        String lines = """
                input image: image[3, 8, 8]
                residual {
                    conv(4, kernel = 2, stride = 2)
                    ? -> vector[64]
                }
                shortcut {
                    conv(4, kernel = 2, stride = 2)
                }
                residual { conv(4, kernel = 1) }
                relu
                """;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Repl repl = new Repl(
                session,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        repl.stream(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
        assertTrue(repl.isFine(), () -> err.toString(StandardCharsets.UTF_8));
        String answers = out.toString(StandardCharsets.UTF_8);
        assertTrue(answers.indexOf("flatten") < answers.indexOf("residual1"), answers);
        assertEquals(
                5,
                session.rows().stream()
                        .filter(row -> !row.layer().equals("relu"))
                        .count());
        assertEquals("relu1", session.rows().get(session.rows().size() - 1).label());
    }

    @Test
    void severalInputsOutputsAndLossesStandBesideEachOther() {
        say("input age: vector[3]");
        say("input image: image[1, 4, 4]");
        say("trunk: flatten");
        say("output boxes: fc(4)");
        say("from trunk");
        assertTrue(say("? fc -> vector[3]").startsWith("  fc(3)"));
        say("fc(3)");
        say("add(age)");
        say("output scores: fc(2)");
        say("loss mse(boxes)");
        say("loss cross_entropy(scores)");
        say("loss mse(boxes, weight = 2)");
        String list = say(":list");
        assertTrue(list.contains("loss mse(boxes, weight = 2)\n    loss cross_entropy(scores)\n"), list);
        assertFalse(list.contains("loss mse(boxes)\n"), list);
        say("input more: vector[2]");
        assertTrue(
                say(":list").indexOf("input more") < say(":list").indexOf("input age"),
                "what is there keeps its input");
        assertTrue(say("input image: image[1, 4, 6]").contains("trunk"), "all layers are shown again");
    }

    @Test
    void aFileWithBlocksIsLoadedAndSavedAsItWas() throws IOException {
        String text = """
                /// Two layers.
                block Twice(f, g = f) {
                    fc(f)  // the first
                    relu

                    fc(g)
                }

                block Around(f) {
                    residual { Twice(f) }
                    tanh
                }

                /// With blocks.
                model Blocks {
                    input x: vector[8]  // eight
                    // in a body
                    repeat 2 {
                        Around(8)  // all of it
                    }
                    output y: fc(2)

                    loss mse
                }
                """;
        Path file = Files.writeString(folder.resolve("blocks.lamina"), text);
        say(":load " + file);
        Path saved = folder.resolve("saved.lamina");
        say(":save " + saved);
        assertEquals(text, Files.readString(saved));
    }

    @Test
    void completionKnowsBlocksAndTheNamesOfValues() {
        say("input image: image[1, 8, 8]");
        say("block Basic(f, stride = 1) { conv(f, kernel = 3, stride = stride) }");
        say("trunk: conv(4, kernel = 3)");
        assertTrue(Completions.of("", session)
                .containsAll(List.of("Basic", "residual { ", "repeat ", "from ", "output ", "block ")));
        assertEquals(List.of("image", "trunk"), Completions.of("from ", session));
        assertEquals(List.of("image", "trunk"), Completions.of("add(tr", session));
        assertEquals(List.of("f = ", "stride = "), Completions.of("Basic(", session));
        assertTrue(
                Completions.of("residual { conv(4, kernel = 3) } sh", session).contains("shortcut { "));
        say("stage: repeat 2 { conv(4, kernel = 1) }");
        assertTrue(Completions.of(":why stage.0.co", session).contains("stage.0.conv1"));
    }

    /** Writes files, and does nothing else that the rest of the command would do. */
    private static final class NoVerbs implements Verbs {
        @Override
        public Response run(String model, List<String> arguments) {
            throw new IllegalStateException("a fault");
        }

        @Override
        public Response tryOut(String model) {
            return Response.of(model);
        }

        @Override
        public void save(Path file, String text) throws IOException {
            Files.writeString(file, text);
        }
    }
}
