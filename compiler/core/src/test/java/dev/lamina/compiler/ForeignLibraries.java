package dev.lamina.compiler;

import dev.lamina.user.LibraryUser;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.RuntimeMetaData;
import org.antlr.v4.runtime.tree.xpath.XPathLexer;
import org.codehaus.commons.compiler.CompileException;
import org.codehaus.janino.SimpleCompiler;

/** A program like Spark's: it uses ANTLR and Janino itself, and Lamina beside them. */
final class ForeignLibraries {
    private static final String CLASS = "public class Answer { public static int of(int x) { return x + 41; } }";

    private ForeignLibraries() {}

    public static void main(String[] unused) throws Exception {
        System.out.println("lamina " + LibraryUser.predicted());
        // A lexer that ANTLR generated, so its tables are in the format of that version.
        int tokens = new XPathLexer(CharStreams.fromString("//model/layer"))
                .getAllTokens()
                .size();
        System.out.println("antlr " + RuntimeMetaData.getRuntimeVersion() + " " + tokens);
        System.out.println("janino " + jarOf(SimpleCompiler.class) + " " + compiled());
        System.out.println("commons " + jarOf(CompileException.class));
    }

    private static Object compiled() throws Exception {
        SimpleCompiler compiler = new SimpleCompiler();
        compiler.cook(CLASS);
        Class<?> answer = compiler.getClassLoader().loadClass("Answer");
        try {
            return answer.getMethod("of", int.class).invoke(null, 1);
        } catch (InvocationTargetException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static Path jarOf(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .getFileName();
    }
}
