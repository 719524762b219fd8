namespace MiniDnn.Walkthrough;

internal static class ForwardLesson
{
    public static void Run(Figures figures)
    {
        Figures.Title("4. A three-layer network, forward");
        Figures.Say("Each layer computes A = X·Wᵀ + b and Z = f(A): least squares' linear map, again and again, with a bend between.");
        FeedForwardNetwork<double> network = ThreeLayers.Create();
        Figures.Say(network.ToString());
        ForwardPass<double> pass = network.Forward(ThreeLayers.Input);
        figures.Check("layer 1: A", pass.PreActivations[0].AsSpan().ToArray(), "0.3", "0.7", "1.1");
        figures.Check("layer 1: Z", pass.Outputs[0].AsSpan().ToArray(), "0.574442516811659", "0.668187772168166", "0.7502601055951177");
        figures.Check("layer 2: A", pass.PreActivations[1].AsSpan().ToArray(), "0.5161598377933344", "1.6301867939591517");
        figures.Check("layer 2: Z", pass.Outputs[1].AsSpan().ToArray(), "0.6262493703990729", "0.8361952260694274");
        figures.Check("layer 3: A = Z", pass.Outputs[2].AsSpan().ToArray(), "0.32986398225379276", "0.7223529015474928");
        figures.Print();
    }
}
