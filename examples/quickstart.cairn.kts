data { javaSources(); holdOut(0.1); batch(12); context(64) }
model { gpt2 { layers(4); heads(4); width(128) } }
optimizer { adamW { lr(4e-3); betas(0.9, 0.99); weightDecay(0.1) }; cosine { warmup(100); floor(1e-4) }; clipNorm(1.0) }
checkpoints { saveEvery(100); keepLast(3); bestBy("eval_loss") }
evaluation { every(100) }
train(600)

println(generate("public static "))
