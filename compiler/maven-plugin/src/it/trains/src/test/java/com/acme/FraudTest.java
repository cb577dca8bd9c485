package com.acme;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.WeightsSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Trains the generated class. */
final class FraudTest {
    private static final float[] READINGS = {0, 0, 0, 1, 1, 0, 1, 1};
    private static final int[] DISAGREE = {0, 1, 1, 0};

    @Test
    void itLearnsToTellDisagreement() {
        Parameters parameters = Fraud.newParameters(1);
        Fraud fraud = new Fraud(parameters, Fraud.newTrainingState(), Fraud.BATCH);
        float loss = 1;
        for (int step = 0; step < 500; step++) {
            loss = fraud.trainStep(READINGS, DISAGREE, Fraud.BATCH);
        }
        assertTrue(loss < 0.05f, "loss " + loss);
        float[] scores = new float[4 * Fraud.OUTPUT_SIZE];
        new Fraud(parameters, 4).predict(READINGS, 4, scores);
        for (int i = 0; i < 4; i++) {
            assertEquals(DISAGREE[i], scores[2 * i + 1] > scores[2 * i] ? 1 : 0);
        }
    }

    @Test
    void itIsLoadedFromAnySource() throws IOException {
        Parameters parameters = Fraud.newParameters(1);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        parameters.write(file);
        Fraud fraud = Fraud.load(WeightsSource.of(file.toByteArray()));
        float[] expected = new float[Fraud.OUTPUT_SIZE];
        new Fraud(parameters, 1).predict(READINGS, 1, expected);
        float[] scores = new float[Fraud.OUTPUT_SIZE];
        fraud.predict(READINGS, 1, scores);
        assertArrayEquals(expected, scores);
    }

    @Test
    void modelsOfTestsAreThereToo() {
        assertEquals(1, new Line(Line.newParameters(1), 1).outputSize());
    }
}
