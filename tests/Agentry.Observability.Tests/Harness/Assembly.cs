// Listeners are global to the process: a test must not hear what another one does.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
