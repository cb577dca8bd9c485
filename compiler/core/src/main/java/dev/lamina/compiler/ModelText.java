package dev.lamina.compiler;

import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.BlockSyntax;
import dev.lamina.compiler.syntax.FileSyntax;
import dev.lamina.compiler.syntax.Lexeme;
import dev.lamina.compiler.syntax.ModelSyntax;
import dev.lamina.compiler.syntax.Parser;
import dev.lamina.compiler.syntax.Scanner;
import dev.lamina.compiler.syntax.format.Formatter;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Prints what decides the numbers of a model: its text and that of the blocks, without what may change while a training goes on. */
final class ModelText {

    /** How long to train may change between two parts of a run. Its seed and batch size may be those of options. */
    private static final Pattern NOT_COMPARED = Pattern.compile("\\b(epochs|seed|batch) +[\\w.]+ *");

    private ModelText() {}

    static String of(SourceFile source, Summary summary) {
        Diagnostics ignored = new Diagnostics(); // the text has been compiled without errors
        String own = Parser.parse(source, ignored)
                .map(file -> parts(file, summary.model()))
                .orElseThrow(() -> new IllegalStateException(source.name()));
        SourceFile plain = new SourceFile(source.name(), withoutComments(new SourceFile(source.name(), own)));
        List<String> lines = new ArrayList<>();
        Formatter.format(plain, ignored)
                .orElseThrow(() -> new IllegalStateException(plain.text()))
                .lines()
                .map(line -> NOT_COMPARED
                        .matcher(line)
                        .replaceAll("")
                        .replaceAll("(?<=\\S) +", " ")
                        .stripTrailing())
                .filter(line -> !line.isBlank())
                .forEach(lines::add);
        new TreeMap<>(summary.settings()).forEach((name, value) -> lines.add(name + " = " + value));
        return String.join("\n", lines);
    }

    /** The blocks of a file, then one of its models. */
    private static String parts(FileSyntax file, String model) {
        List<Span> spans = new ArrayList<>();
        file.blocks().stream().map(BlockSyntax::span).forEach(spans::add);
        file.models().stream()
                .filter(each -> each.name().text().equals(model))
                .map(ModelSyntax::span)
                .forEach(spans::add);
        return spans.stream().map(Span::text).collect(Collectors.joining("\n\n"));
    }

    private static String withoutComments(SourceFile source) {
        StringBuilder text = new StringBuilder(source.text());
        List<Lexeme> comments = Scanner.scan(source).comments();
        for (int i = comments.size() - 1; i >= 0; i--) {
            Span span = comments.get(i).span();
            text.replace(span.start(), span.end(), " ");
        }
        return text.toString();
    }
}
