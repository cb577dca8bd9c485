package dev.lamina.compiler;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;

/** Reads parsed sources and notes what exceeds the agreed measure. */
final class SourceSurvey extends TreePathScanner<Void, Void> {
    private static final int LINES_OF_METHOD = 60;
    private static final Pattern EMPTY_NAME = Pattern.compile(".*(Util|Utils|Helper|Manager|Impl)");
    private static final Set<Modifier> DECIDED = Set.of(Modifier.FINAL, Modifier.ABSTRACT, Modifier.SEALED);

    private final DocTrees trees;
    private final List<String> findings = new ArrayList<>();
    private int methods;

    SourceSurvey(JavacTask task) {
        trees = DocTrees.instance(task);
    }

    /** What was found, one line each. */
    List<String> findings() {
        return findings;
    }

    /** How many methods were read, for a survey of nothing finds nothing. */
    int methods() {
        return methods;
    }

    @Override
    public Void visitClass(ClassTree type, Void unused) {
        if (getCurrentPath().getParentPath().getLeaf() instanceof CompilationUnitTree) {
            visitTopLevel(type);
        }
        if (EMPTY_NAME.matcher(type.getSimpleName()).matches()) {
            note(type, type.getSimpleName() + " is a name that says nothing");
        }
        return super.visitClass(type, null);
    }

    /** JMH writes classes that extend those of benchmarks. */
    private static boolean isBenchmark(ClassTree type) {
        return type.getModifiers().getAnnotations().stream()
                .anyMatch(each -> each.getAnnotationType().toString().equals("State"));
    }

    private void visitTopLevel(ClassTree type) {
        DocCommentTree documentation = trees.getDocCommentTree(getCurrentPath());
        if (documentation == null || documentation.getFirstSentence().isEmpty()) {
            note(type, type.getSimpleName() + " has no sentence of Javadoc");
        }
        if (type.getKind() == Tree.Kind.CLASS
                && Collections.disjoint(type.getModifiers().getFlags(), DECIDED)
                && !isBenchmark(type)) {
            note(type, type.getSimpleName() + " is neither final nor made to be extended");
        }
    }

    @Override
    public Void visitMethod(MethodTree method, Void unused) {
        methods++;
        long lines = line(end(method)) - line(start(method)) + 1;
        if (lines > LINES_OF_METHOD) {
            note(method, method.getName() + " has " + lines + " lines, at most " + LINES_OF_METHOD);
        }
        return super.visitMethod(method, null);
    }

    private void note(Tree where, String finding) {
        String file = unit().getSourceFile().getName();
        findings.add(file + ":" + line(start(where)) + " " + finding);
    }

    private long start(Tree tree) {
        return trees.getSourcePositions().getStartPosition(unit(), tree);
    }

    private long end(Tree tree) {
        return trees.getSourcePositions().getEndPosition(unit(), tree);
    }

    private long line(long position) {
        return unit().getLineMap().getLineNumber(position);
    }

    private CompilationUnitTree unit() {
        return getCurrentPath().getCompilationUnit();
    }
}
