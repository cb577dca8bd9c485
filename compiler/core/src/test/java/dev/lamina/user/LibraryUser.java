package dev.lamina.user;

import dev.lamina.compiler.LaminaCompiler;
import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.compiler.Options;
import dev.lamina.compiler.Target;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.runtime.Predictor;
import java.util.Arrays;

/** A program that uses Lamina as a library, in whatever JVM, class path and class loader a test puts it. */
public final class LibraryUser {
    private static final String MODEL = "model Small { input x: vector[5] fc(7) relu fc(3) softmax }";

    private LibraryUser() {}

    /** What a model predicts that is compiled for vectors, whether there are any or not. */
    public static String predicted() {
        Options options = Options.defaults().withTarget(Target.VECTOR);
        LoadedNetwork loaded = LaminaCompiler.compile(new SourceFile("small.lamina", MODEL), options)
                .models()
                .get(0)
                .load();
        Predictor network = (Predictor) loaded.predictor(loaded.newParameters(1), 1);
        float[] output = new float[3];
        network.predict(new float[] {1, 2, 3, 4, 5}, 1, output);
        return Arrays.toString(output);
    }

    /** The target of those who name none. */
    public static String preset() {
        return Options.defaults().target().name();
    }
}
