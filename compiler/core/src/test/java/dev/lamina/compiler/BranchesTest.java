package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.source.SourceFile;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What summaries and generated classes tell of layers in blocks, bodies and branches. */
class BranchesTest {
    private static final String MODEL = """
            block Basic(f, scale = 2) {
                fc(scale * f)
                dropout(p = 0.2)
                fc(f)
            }
            block Twice(f) { Basic(f, scale = 1 + 2)  Basic(f) }
            model M(width = 4) {
                input other: vector[3]
                input x: vector[4]
                trunk: tanh
                body: repeat 2 { residual { Twice(4) } }
                deep: fc(5)
                from trunk
                fc(width + 1)
                from other
                fc(5)
                output sum: add(fc7, deep)
                loss mse(sum, weight = 3)
            }
            """;

    private static final CompiledModel COMPILED = LaminaCompiler.compile(
                    new SourceFile("m.lamina", MODEL.replace("fc(width + 1)", "fc7: fc(width + 1)")),
                    Options.defaults())
            .models()
            .get(0);

    private static Summary.Row row(String label) {
        return COMPILED.summary().rows().stream()
                .filter(row -> row.label().equals(label))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void callsInBlocksHaveTheValuesOfTheirArguments() {
        assertEquals("fc(12)", row("body.0.fc1").layer());
        assertEquals("dropout(0.2)", row("body.0.dropout1").layer());
        assertEquals("fc(8)", row("body.1.fc3").layer());
        assertEquals("fc(width + 1)", row("fc7").layer(), "as written, where it is written");
    }

    @Test
    void rowsNameTheValuesThatTheyTake() {
        assertEquals(List.of("x"), row("trunk").takes());
        assertEquals(
                List.of("body.1.fc4", "body.0.residual1"),
                row("body.1.residual1").takes());
        assertEquals(List.of("trunk"), row("fc7").takes());
        assertEquals(List.of("fc3", "fc7", "deep"), row("sum").takes());
    }

    @Test
    void rowsKnowTheFramesAroundThem() {
        assertEquals(
                List.of(
                        "REPEAT repeat 2",
                        "ITERATION 2 of 2",
                        "RESIDUAL residual",
                        "BLOCK Twice(4)",
                        "BLOCK Basic(4, scale = 3)"),
                row("body.1.fc1").frames().stream()
                        .map(frame -> frame.kind() + " " + frame.title())
                        .toList());
        assertEquals("body.1", row("body.1.fc1").frames().get(1).path());
        assertEquals(List.of(), row("fc7").frames());
    }

    @Test
    void inputsOutputsAndLossesAreThoseOfTheModel() {
        Summary summary = COMPILED.summary();
        assertEquals("other: vector[3], x: vector[4]", summary.input());
        assertEquals(
                List.of("other", "x"),
                summary.inputs().stream().map(ModelValue::name).toList());
        assertEquals(List.of(new Summary.Output("sum", "sum", "vector[5]", "mse(sum, weight = 3)")), summary.outputs());
    }

    @Test
    void commentsOfTheClassSayWhereABlockIsCalledAndWhatALayerTakes() {
        String java = COMPILED.javaSource();
        assertTrue(java.contains("""
                        * m.lamina:11, m.lamina:2  body.0.fc1: fc(12)   vector[4] -> vector[12]
                             * the same for body.1.fc1
                        """), java);
        assertTrue(java.contains("""
                        * m.lamina:11  body.0.residual1: residual   body.0.fc4, trunk: vector[4] -> vector[4]
                             * the same for body.1.fc4
                        """), java);
        assertTrue(java.contains("part); // body.1.fc4\n"), java);
        assertTrue(java.contains("* m.lamina:14  fc7: fc(width + 1)   trunk: vector[4] -> vector[5] */\n"), java);
        assertTrue(java.contains("* m.lamina:10  trunk: tanh   vector[4] -> vector[4] */\n"), java);
        assertTrue(
                java.matches("(?s).* \\* body.1.residual1 +residual of body.1.fc4, body.0.residual1 +vector\\[4] .*"),
                java);
        assertTrue(java.matches("(?s).* \\* other +vector\\[3]\n \\* x +vector\\[4]\n \\* trunk .*"), java);
    }

    /** As torchvision names the shortcuts of its stages. */
    @Test
    void labelledShortcutsOfOneModelMayHaveTheSameLabelsInThem() {
        String text = """
                model Stages {
                    input x: vector[4]
                    layer1: residual { conv1: fc(8) } downsample: shortcut { 0: fc(8)  1: batchnorm }
                    relu
                    layer2: residual { conv1: fc(9) } downsample: shortcut { 0: fc(9)  1: batchnorm }
                    add(layer2)
                }
                """;
        List<String> labels =
                LaminaCompiler.compile(new SourceFile("m.lamina", text), Options.defaults())
                        .models()
                        .get(0)
                        .summary()
                        .rows()
                        .stream()
                        .map(Summary.Row::label)
                        .toList();
        assertEquals(
                List.of(
                        "layer1.conv1",
                        "layer1.downsample.0",
                        "layer1.downsample.1",
                        "layer1",
                        "relu1",
                        "layer2.conv1",
                        "layer2.downsample.0",
                        "layer2.downsample.1",
                        "layer2",
                        "add1"),
                labels);
    }

    @Test
    void theMemoryPlanKnowsLayersByTheirPaths() {
        List<String> labels = COMPILED.memoryOfTraining().allocations().stream()
                .map(MemoryPlan.Allocation::label)
                .distinct()
                .toList();
        assertTrue(labels.contains("body.0.fc2"), labels::toString);
        assertTrue(labels.stream().noneMatch("body"::equals), labels::toString);
    }
}
