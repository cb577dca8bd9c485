package dev.lamina.compiler;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Prints figures on the sources of the compiler and its faces: how many types are public, how long methods are, which names occur twice.
 * It needs no build: {@code java compiler/core/src/test/java/dev/lamina/compiler/SourceFigures.java}, with the root of another version as an
 * argument to compare with that.
 */
final class SourceFigures extends TreePathScanner<Void, Void> {
    private static final int LONG_METHOD = 40;
    private static final int PERCENTILE = 95;
    private static final String API = "dev.lamina.compiler";

    private final List<String> types = new ArrayList<>();
    private final Set<String> publicTypes = new TreeSet<>();
    private final List<Integer> methodLines = new ArrayList<>();
    private final Set<String> longMethods = new TreeSet<>();
    private final Map<String, Integer> filesOfPackages = new TreeMap<>();
    private final Set<String> imported = new TreeSet<>();
    private final SourcePositions positions;

    private SourceFigures(JavacTask task) {
        positions = Trees.instance(task).getSourcePositions();
    }

    /** Argument: the root of a version's sources; the current folder if there is none. */
    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments.length == 0 ? "." : arguments[0]);
        SourceFigures core = of(root.resolve("compiler/core"));
        SourceFigures command = of(root.resolve("compiler/cli"));
        SourceFigures plugin = of(root.resolve("compiler/maven-plugin"));
        core.print("compiler/core");
        command.print("compiler/cli");
        System.out.println("both");
        Set<String> byFaces = new TreeSet<>(command.imported);
        byFaces.addAll(plugin.imported);
        Set<String> inside = new TreeSet<>(byFaces);
        inside.removeIf(name -> !name.startsWith(API + ".") || packageOf(name).equals(API));
        print("types of inner packages that command and plugin import", inside);
        Set<String> unused = new TreeSet<>(core.publicTypes);
        unused.removeAll(core.imported);
        unused.removeAll(byFaces);
        unused.removeIf(name -> packageOf(name).equals(API));
        print("public types of inner packages that no other package imports", unused);
    }

    private static SourceFigures of(Path module) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (Stream<Path> tree = Files.walk(module.resolve("src/main/java"));
                StandardJavaFileManager files =
                        compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            List<Path> sources =
                    tree.filter(file -> file.toString().endsWith(".java")).toList();
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            SourceFigures figures = new SourceFigures(task);
            figures.scan(task.parse(), null);
            return figures;
        }
    }

    private void print(String module) {
        Collections.sort(methodLines);
        System.out.println(module);
        System.out.println("  top-level types: " + types.size() + ", public: " + publicTypes.size() + " ("
                + 100 * publicTypes.size() / types.size() + " %)");
        System.out.println("  methods: " + methodLines.size() + ", lines at the " + PERCENTILE + "th percentile: "
                + methodLines.get(methodLines.size() * PERCENTILE / 100));
        print("methods of more than " + LONG_METHOD + " lines", longMethods);
        print("names of several types", namesOfSeveralTypes());
        System.out.println("  files of packages: " + filesOfPackages);
    }

    private static void print(String what, Set<String> names) {
        System.out.println("  " + what + ": " + names.size() + " " + names);
    }

    private Set<String> namesOfSeveralTypes() {
        Set<String> seen = new HashSet<>();
        Set<String> twice = new TreeSet<>();
        for (String type : types) {
            String name = type.substring(type.lastIndexOf('.') + 1);
            if (!seen.add(name)) {
                twice.add(name);
            }
        }
        return twice;
    }

    @Override
    public Void visitCompilationUnit(CompilationUnitTree unit, Void unused) {
        String name = packageOf(unit);
        for (Tree each : unit.getTypeDecls()) {
            if (each instanceof ClassTree type) {
                types.add(name + "." + type.getSimpleName());
                filesOfPackages.merge(name, 1, Integer::sum);
                if (type.getModifiers().getFlags().contains(Modifier.PUBLIC)) {
                    publicTypes.add(name + "." + type.getSimpleName());
                }
            }
        }
        return super.visitCompilationUnit(unit, null);
    }

    @Override
    public Void visitImport(ImportTree tree, Void unused) {
        String name = topLevel(tree.getQualifiedIdentifier().toString());
        if (!packageOf(name).equals(packageOf(getCurrentPath().getCompilationUnit()))) {
            imported.add(name);
        }
        return null;
    }

    @Override
    public Void visitMethod(MethodTree method, Void unused) {
        CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
        long from = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, method));
        long to = unit.getLineMap().getLineNumber(positions.getEndPosition(unit, method));
        methodLines.add((int) (to - from + 1));
        if (to - from + 1 > LONG_METHOD) {
            longMethods.add(Path.of(unit.getSourceFile().getName()).getFileName() + ": " + method.getName());
        }
        return super.visitMethod(method, null);
    }

    /** An imported name up to its first word with a capital: the type, without nested types and members. */
    private static String topLevel(String imported) {
        int end = 0;
        while (end < imported.length() && Character.isLowerCase(imported.charAt(end))) {
            int dot = imported.indexOf('.', end);
            end = dot < 0 ? imported.length() : dot + 1;
        }
        int dot = imported.indexOf('.', end);
        return dot < 0 ? imported : imported.substring(0, dot);
    }

    private static String packageOf(CompilationUnitTree unit) {
        return Objects.toString(unit.getPackageName(), "");
    }

    private static String packageOf(String type) {
        return type.substring(0, Math.max(0, type.lastIndexOf('.')));
    }
}
