namespace Agentry;

/// <summary>What the model says about a call of its own, apart from its arguments.</summary>
/// <param name="Confidence">How sure it is that the call is right, from 0 to 1.</param>
/// <param name="Flags">Doubts, as words.</param>
public sealed record CallAssessment(double Confidence, IReadOnlyList<string> Flags);
