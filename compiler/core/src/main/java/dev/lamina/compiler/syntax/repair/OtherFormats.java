package dev.lamina.compiler.syntax.repair;

import static dev.lamina.grammar.LaminaLexer.COLON;
import static dev.lamina.grammar.LaminaLexer.LBRACE;
import static dev.lamina.grammar.LaminaLexer.LBRACKET;
import static dev.lamina.grammar.LaminaLexer.MODEL;
import static dev.lamina.grammar.LaminaLexer.NAME;
import static dev.lamina.grammar.LaminaLexer.QUOTED;

import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.syntax.Lexeme;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Recognises descriptions of networks for other programs that are no programs in Python: one report says what to do with each. */
final class OtherFormats {
    private static final String INSTEAD = "write its layers one after the other, as in"
            + " `model Name { input x: vector[4]  fc(8)  relu  fc(2)  loss cross_entropy }`; `lamina explain` lists all layers";

    private static final String PROGRAM_INSTEAD =
            "give the program in Python that builds this network of Keras instead: its layers are offered as a model";

    /** A line of YAML: a key, perhaps of an element of a list, with its value on the same line or below. */
    private static final Pattern KEY = Pattern.compile("\\s*(?:- +)*[\\w.-]+:(?:\\s.*)?");

    private OtherFormats() {}

    static Optional<Diagnostic> of(List<Lexeme> in) {
        Optional<String> data = data(in);
        if (data.isPresent()) {
            boolean keras = in.stream().anyMatch(each -> each.text().contains("class_name"));
            return Optional.of(report(in, 0, "this is " + data.get() + ", and no model file")
                    .help(keras ? PROGRAM_INSTEAD : INSTEAD));
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

    /** The format of a text that consists of data. */
    private static Optional<String> data(List<Lexeme> in) {
        if (isJson(in)) {
            return Optional.of("JSON");
        }
        if (isYaml(in)) {
            return Optional.of("YAML");
        }
        String text = in.isEmpty() ? "" : in.get(0).span().file().text().stripLeading();
        return text.startsWith("<") ? Optional.of("XML") : Optional.empty();
    }

    /** Whether a text begins with a key and its colon, and most of its first lines do: a label before a layer can begin a line too. */
    private static boolean isYaml(List<Lexeme> in) {
        int key = 0;
        while (key < Math.min(3, in.size()) && in.get(key).text().equals("-")) {
            key++; // the line `---` before a document
        }
        boolean begins = in.size() > key + 1
                && (in.get(key).is(NAME) || in.get(key).is(MODEL))
                && in.get(key + 1).is(COLON);
        if (!begins) {
            return false;
        }
        List<String> lines = in.get(0)
                .span()
                .file()
                .text()
                .lines()
                .filter(line -> !line.isBlank()
                        && !line.startsWith("---")
                        && !line.stripLeading().startsWith("#"))
                .limit(20)
                .toList();
        long keys = lines.stream().filter(line -> KEY.matcher(line).matches()).count();
        boolean calls = lines.stream().anyMatch(line -> line.matches(".*:\\s*\\w+\\s*[\\[(].*"));
        return keys >= 2 && 2 * keys >= lines.size() && !calls;
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
