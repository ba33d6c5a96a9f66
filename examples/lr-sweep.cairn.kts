val sweep = experiment("lr-sweep") {
    grid { "optimizer.adamW.lr" over listOf(4e-3, 1e-3) }
    seeds(1, 2)
    run {
        data { javaSources(); holdOut(0.1); batch(12); context(64) }
        model { gpt2 { layers(2); heads(2); width(64) } }
        optimizer { cosine { warmup(50) } }
        checkpoints { saveEvery(100); keepLast(2); bestBy("eval_loss") }
        evaluation { every(100) }
        train(300)
    }
}
println(sweep.leaderboard())
