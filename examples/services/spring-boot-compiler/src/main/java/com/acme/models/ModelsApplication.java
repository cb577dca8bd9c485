package com.acme.models;

import dev.lamina.compiler.Lamina;
import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.compiler.ModelException;
import dev.lamina.runtime.Classifier;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.WeightsSource;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Compiles a model of the class path when it starts, without a build and without a JDK. */
@SpringBootApplication(proxyBeanMethods = false)
public final class ModelsApplication implements CommandLineRunner {
    public static void main(String[] arguments) {
        SpringApplication.run(ModelsApplication.class, arguments);
    }

    @Override
    public void run(String... arguments) {
        LoadedNetwork iris = Lamina.loadResource(ModelsApplication.class, "iris.lamina");
        Parameters parameters = iris.readParameters(WeightsSource.ofResource(ModelsApplication.class, "iris.safetensors"));
        Classifier network = iris.classifier(parameters, 1);
        System.out.println(
                network.label(new float[] {5.1f, 3.5f, 1.4f, 0.2f}) + " by " + iris.model().target());
        try {
            Lamina.parse("model Wrong { input x: vector[4]  fc(tow) }");
        } catch (ModelException wrong) {
            System.out.println(wrong.getMessage());
        }
        try {
            iris.model().loadWithJavac();
        } catch (RuntimeException unable) {
            System.out.println(unable.getMessage());
        }
    }
}
