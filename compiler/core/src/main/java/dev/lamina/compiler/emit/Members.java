package dev.lamina.compiler.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import javax.lang.model.element.Modifier;

/** Names of the runtime, and beginnings of methods, that several writers share. */
final class Members {
    static final String RUNTIME = "dev.lamina.runtime";
    static final ClassName PARAMETERS = ClassName.get(RUNTIME, "Parameters");
    static final ClassName STATE = ClassName.get(RUNTIME, "TrainingState");
    static final ClassName CHECKS = ClassName.get(RUNTIME, "Checks");
    static final ClassName VIEW = ClassName.get(RUNTIME, "TensorView");
    static final ClassName INITIALIZER = ClassName.get(RUNTIME, "Initializer");

    private Members() {}

    static MethodSpec.Builder override(String name, TypeName returned) {
        return MethodSpec.methodBuilder(name)
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .returns(returned);
    }

    static MethodSpec getter(String name, TypeName returned, CodeBlock value) {
        return override(name, returned).addStatement("return $L", value).build();
    }
}
