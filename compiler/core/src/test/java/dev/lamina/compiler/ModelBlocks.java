package dev.lamina.compiler;

import dev.lamina.compiler.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The fenced blocks of models in a Markdown text, by what follows the word lamina behind the fence. */
public final class ModelBlocks {
    private static final String FENCE = "```";

    private ModelBlocks() {}

    /** A block of code with its kind, "" for one that is right and complete. */
    public record Block(String kind, SourceFile source) {
        @Override
        public String toString() {
            return source.name() + (kind.isEmpty() ? "" : " " + kind);
        }
    }

    public static List<Block> in(Path markdown) throws IOException {
        return in(markdown.getFileName().toString(), Files.readString(markdown));
    }

    public static List<Block> in(String name, String markdown) {
        List<Block> blocks = new ArrayList<>();
        List<String> lines = markdown.lines().toList();
        for (int line = 0; line < lines.size(); line++) {
            if (lines.get(line).startsWith(FENCE + "lamina")) {
                String kind = lines.get(line)
                        .substring(FENCE.length() + "lamina".length())
                        .strip();
                int end = line + 1 + lines.subList(line + 1, lines.size()).indexOf(FENCE);
                String text = String.join("\n", lines.subList(line + 1, end)) + "\n";
                blocks.add(new Block(kind, new SourceFile(name + ":" + (line + 1), text)));
                line = end;
            }
        }
        return blocks;
    }

    /** The blocks of the language's reference. */
    public static List<Block> ofReference() throws IOException {
        return in(Path.of("../../grammar/README.md"));
    }

    /** The model files among the examples. */
    public static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("../../examples"))) {
            return files.filter(file -> file.toString().endsWith(".lamina"))
                    .filter(file -> !file.toString().contains("target"))
                    .sorted()
                    .toList();
        }
    }
}
