package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a caller of a generated method is told. */
class ChecksTest {
    @Test
    void whatFitsPasses() {
        assertDoesNotThrow(() -> {
            Checks.capacity(1);
            Checks.batch(1, 1);
            Checks.batch(64, 64);
            Checks.length("input", 20, 2, 10);
            Checks.length("input", 25, 2, 10);
            Checks.labels(new int[] {0, 9, 77}, 2, 1, 10);
            Checks.labels(new int[] {0, 9, 9, 0, 77}, 2, 2, 10);
            Checks.tokens("text", new int[] {0, 95, 95, 0, 96}, 2, 2, 96);
            Checks.parameters(new Parameters("LeNet5", 7), "LeNet5", 7);
            Checks.state(new TrainingState(1, 0.1f, 7, 0), 7, 0);
        });
    }

    @Test
    void aBatchOutsideOfTheCapacityIsNamed() {
        assertMessage("the batch is 0, but this object was made for 1 .. 64 samples", () -> Checks.batch(0, 64));
        assertMessage("the batch is 65, but this object was made for 1 .. 64 samples", () -> Checks.batch(65, 64));
        assertMessage("the capacity is 0, but it must be at least 1", () -> Checks.capacity(0));
    }

    @Test
    void aShortArrayIsNamed() {
        assertMessage("input has 19 floats, but 2 samples of 10 need 20", () -> Checks.length("input", 19, 2, 10));
        assertMessage(
                "input has 19 floats, but 1000000 samples of 1000000 need 1000000000000",
                () -> Checks.length("input", 19, 1_000_000, 1_000_000));
    }

    @Test
    void aWrongLabelIsNamedWithItsPlace() {
        assertMessage(
                "labels[3] is 12, but the model has 10 classes: 0 .. 9",
                () -> Checks.labels(new int[] {0, 1, 2, 12}, 4, 1, 10));
        assertMessage(
                "labels[0] is -1, but the model has 10 classes: 0 .. 9", () -> Checks.labels(new int[] {-1}, 1, 1, 10));
        assertMessage("there are 1 labels for 2 samples", () -> Checks.labels(new int[] {0}, 2, 1, 10));
        assertMessage(
                "labels[1, 2] is 10, but the model has 10 classes: 0 .. 9",
                () -> Checks.labels(new int[] {0, 1, 2, 3, 4, 10}, 2, 3, 10));
        assertMessage(
                "there are 5 labels for 2 samples of 3 steps, which need 6", () -> Checks.labels(new int[5], 2, 3, 10));
    }

    @Test
    void onlyLabelsOfPaddingMayBeAnything() {
        int[] labels = {0, 1, -100, 3, 4, 5};
        Checks.labels(labels, 2, 3, 6, new int[] {2, 3});
        assertMessage(
                "labels[0, 2] is -100, but the model has 6 classes: 0 .. 5",
                () -> Checks.labels(labels, 2, 3, 6, new int[] {3, 3}));
        assertMessage(
                "labels[1, 1] is 4, but the model has 4 classes: 0 .. 3",
                () -> Checks.labels(labels, 2, 3, 4, new int[] {2, 2}));
        assertMessage(
                "there are 6 labels for 3 samples of 3 steps, which need 9",
                () -> Checks.labels(labels, 3, 3, 6, new int[] {2, 3, 1}));
    }

    @Test
    void aTokenOutsideOfTheVocabularyIsNamedWithItsPlace() {
        int[] text = new int[4 * 64];
        text[3 * 64 + 17] = 96;
        assertMessage("text[3, 17] is 96, but tokens are below 96", () -> Checks.tokens("text", text, 4, 64, 96));
        text[5] = -2;
        assertMessage("text[0, 5] is -2, but tokens are at least 0", () -> Checks.tokens("text", text, 4, 64, 96));
        assertMessage(
                "text has 256 tokens, but 5 samples of 64 need 320", () -> Checks.tokens("text", text, 5, 64, 96));
    }

    @Test
    void parametersOfAnotherModelAreRefused() {
        assertMessage(
                "these are parameters of Mlp (9 floats), but LeNet5 needs its own (7 floats), from newParameters",
                () -> Checks.parameters(new Parameters("Mlp", 9), "LeNet5", 7));
        assertThrows(IllegalArgumentException.class, () -> Checks.parameters(new Parameters("LeNet5", 9), "LeNet5", 7));
    }

    @Test
    void aStateOfAnotherOptimiserIsRefused() {
        assertMessage(
                "this training state holds 7 and 0 floats, but the model's optimiser needs 7 and 7, from"
                        + " newTrainingState",
                () -> Checks.state(new TrainingState(1, 0.1f, 7, 0), 7, 7));
    }

    private static void assertMessage(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
