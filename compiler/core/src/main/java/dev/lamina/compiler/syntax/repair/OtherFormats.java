package dev.lamina.compiler.syntax.repair;

import static dev.lamina.grammar.LaminaLexer.LBRACE;
import static dev.lamina.grammar.LaminaLexer.LBRACKET;
import static dev.lamina.grammar.LaminaLexer.QUOTED;

import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.syntax.Lexeme;
import java.util.List;
import java.util.Optional;

/** Recognises descriptions of networks for other programs that are no programs in Python: one report says what to do with each. */
final class OtherFormats {
    private static final String INSTEAD = "write its layers one after the other, as in"
            + " `model Name { input x: vector[4]  fc(8)  relu  fc(2)  loss cross_entropy }`; `lamina explain` lists all layers";

    private OtherFormats() {}

    static Optional<Diagnostic> of(List<Lexeme> in) {
        if (isJson(in)) {
            boolean keras =
                    in.stream().anyMatch(each -> each.is(QUOTED) && each.text().contains("class_name"));
            return Optional.of(report(in, 0, "this is JSON, and no model file")
                    .help(
                            keras
                                    ? "give the program in Python that builds this network of Keras instead: its layers are offered"
                                            + " as a model"
                                    : INSTEAD));
        }
        for (int i = 0; i < in.size(); i++) {
            if (in.get(i).text().equals("NeuralNetConfiguration")) {
                return Optional.of(report(in, i, "this is a program of DL4J, and no model file")
                        .help(INSTEAD));
            }
            if (in.get(i).text().matches("inner_product_param|convolution_param|pooling_param")) {
                return Optional.of(report(in, i, "this is a network of Caffe, and no model file")
                        .help(INSTEAD));
            }
        }
        return Optional.empty();
    }

    /** Whether a text begins with an object, or a list of objects. */
    private static boolean isJson(List<Lexeme> in) {
        int object = !in.isEmpty() && in.get(0).is(LBRACKET) ? 1 : 0;
        return in.size() > object + 2
                && in.get(object).is(LBRACE)
                && in.get(object + 1).is(QUOTED);
    }

    private static Diagnostic report(List<Lexeme> in, int at, String message) {
        return Diagnostic.of(Code.E0101, in.get(at).span(), message);
    }
}
