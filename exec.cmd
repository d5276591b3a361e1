@rem npm runs its scripts through cmd here, which has no exec; elsewhere exec lets npm's signals reach node.
@%*
