package dev.lamina.cli.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.CompiledModel;
import dev.lamina.compiler.Keyword;
import dev.lamina.compiler.LaminaCompiler;
import dev.lamina.compiler.MemoryPlan;
import dev.lamina.compiler.Options;
import dev.lamina.compiler.source.SourceFile;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Pictures and pages of models. */
class PageTest {

    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
    private static final Pattern ADDRESS = Pattern.compile("url\\(|@import|<script|<link|src=|href=|https?:");

    @ParameterizedTest
    @ValueSource(strings = {"models/lenet", "models/vgg", "models/encoder", "sunspots/sunspots", "digits/digits"})
    void aPageIsWellFormedAndAsksTheNetworkForNothing(String name) throws Exception {
        CompiledModel model = model(name);
        TrainingLog log =
                TrainingLog.of(List.of("{\"epoch\":1,\"loss\":2,\"accuracy\":0.5}", "{\"epoch\":2,\"loss\":1}"));
        String page = Page.html(model, Optional.of(log), true);
        Document document = parsed(page.replace("<!DOCTYPE html>", ""));
        assertEquals(4 + 1, document.getElementsByTagName("svg").getLength());
        assertEquals(
                model.summary().rows().size(),
                document.getElementsByTagName("tbody").item(0).getChildNodes().getLength());
        assertFalse(ADDRESS.matcher(page.replace("xmlns=\"http://www.w3.org/2000/svg\"", ""))
                .find());
        parsed(Page.svg(model, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"models/lenet", "models/vgg", "sunspots/sunspots"})
    void aPictureNamesEveryLayerAndNothingLeavesItsCardOrTheCanvas(String name) throws Exception {
        CompiledModel model = model(name);
        String texts = texts(parsed(Page.svg(model, true)));
        model.summary().rows().forEach(row -> assertTrue(texts.contains("|" + row.label() + "|"), texts));
        PictureLayout layout = PictureLayout.of(Diagram.of(model, true));
        for (PictureLayout.Card card : layout.cards()) {
            assertTrue(card.x() >= 0 && card.x() + card.width() <= layout.width() && card.bottom() <= layout.height());
        }
        for (int i = 1; i < layout.cards().size(); i++) {
            assertTrue(layout.cards().get(i).y() > layout.cards().get(i - 1).bottom());
        }
    }

    @Test
    void whatRunsAsOneKernelIsOneGroupAsTheGraphOfTheGoldensSays() throws IOException {
        assertEquals(
                List.of(
                        "[conv1]",
                        "[relu1, maxpool1]",
                        "[conv2]",
                        "[relu2, maxpool2]",
                        "idle [flatten1]",
                        "[fc1, relu3]",
                        "[fc2, relu4]",
                        "idle [dropout1]",
                        "[fc3]"),
                Diagram.of(model("models/lenet"), true).groups().stream()
                        .map(group -> (group.idle() ? "idle " : "")
                                + group.layers().stream()
                                        .map(layer -> layer.row().label())
                                        .toList())
                        .toList());
    }

    @Test
    void theStyleSheetHasAColourForTheCategoryOfEveryLayer() {
        for (Keyword layer : Keyword.layers()) {
            assertTrue(
                    StyleSheet.PICTURE.contains("." + layer.category() + " {")
                            || StyleSheet.PICTURE.contains("." + layer.category() + ","),
                    layer::name);
        }
    }

    @Test
    void theTextForGraphvizIsTheExpectedOne() throws IOException {
        assertEquals(
                Files.readString(Path.of("src", "test", "resources", "graph", "lenet.dot")),
                Dot.text(model("models/lenet"), true));
    }

    /** The plan in the picture is the one that the class is made by: peak and freedom from clashes. */
    @ParameterizedTest
    @ValueSource(strings = {"models/lenet", "models/vgg", "sunspots/sunspots"})
    void inAMemoryPlanNothingIsInTwoPlacesAndThePeakIsTheSummarys(String name) throws IOException {
        CompiledModel model = model(name);
        assertEquals(model.summary().predictBytes(), model.memoryOfPredicting().peak());
        assertEquals(model.summary().trainBytes(), model.memoryOfTraining().peak());
        for (MemoryPlan plan : List.of(model.memoryOfPredicting(), model.memoryOfTraining())) {
            assertEquals(
                    plan.peak(),
                    plan.allocations().stream()
                            .mapToLong(each -> each.at() + each.bytes())
                            .max()
                            .orElseThrow());
            for (MemoryPlan.Allocation one : plan.allocations()) {
                long clashes = plan.allocations().stream()
                        .filter(other -> other.from() <= one.to() && one.from() <= other.to())
                        .filter(other -> other.at() < one.at() + one.bytes() && one.at() < other.at() + other.bytes())
                        .count();
                assertEquals(1, clashes, one.toString());
            }
            assertTrue(IntStream.range(0, plan.steps().size()).allMatch(step -> plan.live(step) <= plan.peak()));
        }
    }

    @Test
    void textStaysTextWhateverItIs() throws Exception {
        String hostile = "</svg><script>alert('x')</script> \" onload=\"y\" & \u0000\u0008\uD800 ]]>";
        String text = new Markup().leaf("b", hostile, "title", hostile).toString();
        Document document = parsed(text);
        String kept = "</svg><script>alert('x')</script> \" onload=\"y\" &  ]]>";
        assertEquals(kept, document.getDocumentElement().getTextContent());
        assertEquals(kept, document.getDocumentElement().getAttribute("title"));
        assertEquals(0, document.getElementsByTagName("script").getLength());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "[]", "{\"loss\":1}", "{\"epoch\":\"x\"}", "{\"epoch\":{}}", "{\"epoch\":1,\"loss\":[]}"
            })
    void aLogThatIsNoneIsRefused(String line) {
        assertThrows(IllegalArgumentException.class, () -> TrainingLog.of(List.of(line)));
    }

    private static CompiledModel model(String name) throws IOException {
        String text = Files.readString(ROOT.resolve("examples").resolve(name + ".lamina"));
        return LaminaCompiler.compile(new SourceFile(name, text), Options.defaults())
                .models()
                .get(0);
    }

    private static Document parsed(String text) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(text)));
    }

    private static String texts(Document document) {
        NodeList texts = document.getElementsByTagName("text");
        return IntStream.range(0, texts.getLength())
                .mapToObj(i -> texts.item(i).getTextContent())
                .collect(Collectors.joining("|", "|", "|"));
    }
}
