package dev.lamina.compiler.model;

import dev.lamina.compiler.layer.Layers;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.BlockSyntax;
import dev.lamina.compiler.syntax.FileSyntax;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The blocks of a file by name, and which of them and of their parameters its models use. */
public final class Blocks {
    private final Map<String, BlockSyntax> blocks;
    private final Map<String, Set<String>> used = new HashMap<>();

    private Blocks(Map<String, BlockSyntax> blocks) {
        this.blocks = blocks;
    }

    /** No blocks. */
    public static Blocks none() {
        return new Blocks(Map.of());
    }

    /** The blocks of a file. Reports two of one name, and names of layers. */
    public static Blocks of(FileSyntax file, Diagnostics log) {
        Blocks all = new Blocks(new LinkedHashMap<>());
        for (BlockSyntax block : file.blocks()) {
            String name = block.name().text();
            Span place = block.name().span();
            BlockSyntax before = all.blocks.putIfAbsent(name, block);
            if (Layers.find(Layers.ALL, name).isPresent()) {
                log.add(Diagnostic.of(Code.E0219, place, "`" + name + "` is the name of a layer")
                        .help("choose another name, such as `" + Character.toUpperCase(name.charAt(0))
                                + name.substring(1) + "`"));
            } else if (before != null) {
                log.add(Diagnostic.of(Code.E0219, place, "`" + name + "` is defined twice")
                        .note(before.name().span(), "the first"));
            }
        }
        return all;
    }

    Optional<BlockSyntax> find(String name) {
        return Optional.ofNullable(blocks.get(name));
    }

    List<String> names() {
        return List.copyOf(blocks.keySet());
    }

    /** Records a call of a block that read these of its parameters. */
    void use(BlockSyntax block, Collection<String> parameters) {
        used.computeIfAbsent(block.name().text(), name -> new HashSet<>()).addAll(parameters);
    }

    /** Warns of blocks that no model calls, whose text is checked too, and of parameters that no call reads. */
    public void reportUnused(Diagnostics log) {
        for (BlockSyntax block : blocks.values()) {
            Set<String> read = used.get(block.name().text());
            if (read == null) {
                log.add(Diagnostic.of(
                        Code.W0708,
                        block.name().span(),
                        "no model uses `" + block.name().text() + "`"));
                checkUncalled(block, log);
                continue;
            }
            for (BlockSyntax.BlockParameter parameter : block.parameters()) {
                if (!read.contains(parameter.name().text())) {
                    log.add(Diagnostic.of(
                            Code.W0706, parameter.span(), "`" + parameter.name().text() + "` is never used"));
                }
            }
        }
    }

    /**
     * Reports errors in a block that no model calls, as far as they show without the value that it would take and its arguments. Where
     * parameters have no defaults, layers may be left out, so unknown values are then no errors.
     */
    private void checkUncalled(BlockSyntax block, Diagnostics log) {
        Diagnostics found = new Diagnostics();
        Blocks known = new Blocks(blocks);
        BodyResolver.checkUncalled(block, new Expansion(known, 1, found), BlockArguments.ofUncalled(block, found));
        boolean complete =
                block.parameters().stream().allMatch(each -> each.defaultValue().isPresent());
        found.sorted().stream()
                .filter(each -> complete || each.code() != Code.E0217)
                .forEach(log::add);
    }
}
