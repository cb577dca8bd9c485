package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.source.SourceFile;
import dev.lamina.runtime.GroundTruth;
import dev.lamina.runtime.RateSchedule;
import dev.lamina.runtime.RecurrentState;
import dev.lamina.runtime.TrainingControl;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a compiled model tells those who use it. */
class CompiledModelTest {
    private static final String CHARACTERS =
            "model Next { input text: tokens[5] below 9 embedding(4) lstm(3, layers = 2) fc(9)"
                    + " loss cross_entropy(smoothing = 0.1) train { optimizer adam epochs 3 batch 4 seed 7 } }";

    private static CompiledModel compiled(String text) {
        Options options = Options.defaults().withTarget(Target.SCALAR);
        return LaminaCompiler.compile(new SourceFile("test.lamina", text), options)
                .models()
                .get(0);
    }

    @Test
    void inputOutputAndLayersAreToldWithTheirShapes() {
        CompiledModel model = compiled(CHARACTERS);
        assertEquals(new ModelValue("text", ModelValue.Kind.TOKENS, List.of(5), 9, "tokens[5] below 9"), model.input());
        assertEquals(
                new ModelValue("output", ModelValue.Kind.SEQUENCE, List.of(5, 9), 0, "sequence[5, 9]"), model.output());
        assertTrue(model.input().holdsTokens() && model.input().hasSteps());
        assertFalse(model.output().holdsTokens());
        assertEquals(45, model.output().size());
        assertEquals(
                List.of("embedding1 sequence[5, 4]", "lstm1 sequence[5, 3]", "fc1 sequence[5, 9]"),
                model.layers().stream()
                        .map(layer -> layer.name() + " " + layer.shape())
                        .toList());
    }

    @Test
    void trainingIsAsTheFileSays() {
        LossFunction function = compiled(CHARACTERS).training().function();
        assertEquals("cross_entropy", function.keyword());
        assertEquals(
                new TrainingFacts(
                        List.of(new TrainingFacts.OutputLoss("output", GroundTruth.LABELS, function, false, 1)),
                        true,
                        "adam",
                        4,
                        3,
                        7,
                        1,
                        List.of(),
                        RateSchedule.constant(),
                        TrainingControl.NEVER),
                compiled(CHARACTERS).training());
        TrainingFacts none = compiled("model None { input x: vector[2] fc(2) }").training();
        assertEquals(GroundTruth.NONE, none.groundTruth());
        assertFalse(none.hasLoss() || none.declared());
    }

    @Test
    void theControlsOfATrainingAreAsTheFileSays() {
        TrainingFacts facts = compiled("""
                        model Tuned {
                            input x: vector[2]
                            low: fc(3)
                            high: fc(2)
                            loss mse
                            train {
                                optimizer sgd(rate = 0.1)
                                schedule step(10, 0.5)
                                stop patience = 4
                                clip value = 0.25
                                freeze low
                                rate = 0.2 for high
                            }
                        }
                        """).training();
        assertEquals(
                List.of(
                        "schedule step(every = 10, factor = 0.5)",
                        "clip value = 0.25",
                        "stop patience = 4",
                        "freeze low",
                        "rate = 0.2 for high"),
                facts.controls());
        assertEquals(RateSchedule.step(10, 0.5), facts.schedule());
        assertEquals(4, facts.patience());
    }

    @Test
    void statesAreNamedAfterTheirLayersInTheOrderOfARow() {
        assertEquals(
                new SequenceFacts(
                        1,
                        5,
                        List.of(),
                        List.of(new RecurrentState.Part("lstm1.h", 2, 3), new RecurrentState.Part("lstm1.c", 2, 3)),
                        Optional.empty(),
                        Optional.empty()),
                compiled(CHARACTERS).sequences());
    }

    /** Among the labels are some that would give methods the names of others, and an input with the name of an argument. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                CHARACTERS,
                "model Alike { input x: vector[4] X: fc(3) x_2: fc(3) relu x_2_: fc(2) loss mse }",
                "model Taken { input steps: sequence[4, 3] state: lstm(3) memory: fc(2) loss cross_entropy }",
                "model Free { input class: vector[4] fc1: fc(3) fc1Forward: fc(3) }"
            })
    void stepsAreTheMethodsOfTheClassWithTheirArguments(String text) {
        CompiledModel model = compiled(text);
        Map<String, Method> methods = Stream.of(model.loadWithJavac().type().getDeclaredMethods())
                .filter(method -> method.getName().matches("(predict|forward|backward)(?!Part$).+"))
                .collect(Collectors.toMap(Method::getName, Function.identity()));
        assertEquals(
                methods.keySet(), model.steps().stream().map(LayerStep::method).collect(Collectors.toSet()));
        for (LayerStep step : model.steps()) {
            Method method = Objects.requireNonNull(methods.get(step.method()));
            int indices = step.indices().size();
            assertEquals(indices + step.arguments().size(), method.getParameterCount(), step.method());
            boolean shared = step.direction().equals("predict") && step.method().startsWith("forward");
            assertTrue(shared || step.method().startsWith(step.direction()), step.toString());
            int input = step.arguments().indexOf("input");
            assertTrue(input < 0 || method.getParameterTypes()[indices + input].isArray(), step.toString());
        }
    }

    /** A bench compares times with these: 4 steps of a gru of 16, whose weight of 3 gates a step reads each time. */
    @Test
    void stepsSayWhatTheirKernelsHaveToDo() {
        CompiledModel model = compiled("model Costs { input x: sequence[4, 16] gru(16) last fc(16) loss mse }");
        LayerStep gru = step(model, "predict", "gru1");
        assertEquals(2 * 4 * 3 * 16 * 16, gru.multiplyAdds(1));
        assertEquals(3 * gru.multiplyAdds(1), gru.multiplyAdds(3));
        List<KernelCost> recurrences =
                gru.kernels().stream().filter(each -> each.weightPasses() > 1).toList();
        assertEquals(1, recurrences.size());
        assertEquals(4, recurrences.get(0).weightPasses());
        assertEquals(4 * 3 * (16 * 16 + 16), recurrences.get(0).weightBytes());
        LayerStep fc = step(model, "predict", "fc1");
        assertEquals(List.of(new KernelCost(16 * 16, 4 * (16 * 16 + 16), 1, 4 * (16 + 16))), fc.kernels());
        assertEquals(4 * (16 * 16 + 16) + 10 * 4 * 32, fc.bytes(10));
    }

    private static LayerStep step(CompiledModel model, String direction, String label) {
        return model.steps().stream()
                .filter(step ->
                        step.direction().equals(direction) && step.label().equals(label))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void loopsThatMeasureTheMachineSayWhatTheyDid() {
        assertEquals(4L << 18, new StreamLoop(4L << 18).run());
        assertTrue(new StreamLoop(100).run() >= 4L << 18, "a small array is read many times");
        assertTrue(PeakLoop.of(Target.SCALAR).run() > 0);
    }
}
