import dev.cairn.Cairn;
import dev.cairn.Run;

/** The quickstart as a Java program: ./cairn run examples/Quickstart.java */
final class Quickstart {

  public static void main(String[] arguments) {
    Run run =
        Cairn.run(
            "quickstart-java",
            r ->
                r.data(d -> d.javaSources().holdOut(0.1).batch(12).context(64))
                    .model(m -> m.gpt2(g -> g.layers(4).heads(4).width(128)))
                    .optimizer(
                        o ->
                            o.adamW(a -> a.lr(4e-3).betas(0.9, 0.99).weightDecay(0.1))
                                .cosine(c -> c.warmup(100).floor(1e-4))
                                .clipNorm(1.0))
                    .checkpoints(c -> c.saveEvery(100).keepLast(3).bestBy("eval_loss"))
                    .evaluation(e -> e.every(100)));
    run.train(600);
    System.out.println(run.checkpoints());
    System.out.println(run.generate("public static "));
  }

  private Quickstart() {}
}
