package com.acme;

/** Prints two scores, the same ones wherever it runs. */
public final class App {
    public static void main(String[] arguments) {
        Fraud fraud = new Fraud(Fraud.newParameters(1), 1);
        float[] scores = new float[Fraud.OUTPUT_SIZE];
        fraud.predict(new float[] {1, 2, 3, 4, 5}, 1, scores);
        System.out.println(scores[0] + " " + scores[1]);
    }
}
