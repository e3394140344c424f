namespace Agentry;

/// <summary>The store's answer to <see cref="RunStore.AcquireAsync"/>.</summary>
/// <param name="Outcome">What happened.</param>
/// <param name="Epoch">For <see cref="AcquireOutcome.Acquired"/>: the new epoch.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
public readonly record struct AcquireResult(AcquireOutcome Outcome, long Epoch = 0);
