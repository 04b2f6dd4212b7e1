// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gsf/gsf-infile-msole.h>
#include <gsf/gsf-infile.h>
#include <gsf/gsf-input-memory.h>
#include <gsf/gsf-input.h>
#include <gsf/gsf.h>

// GObject's casts are macros, which Swift does not import.
static inline GsfInfile *mortise_gsf_infile(GObject *object) { return GSF_INFILE(object); }

static inline void mortise_gsf_quiet(
    const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer data)
{
    (void)domain, (void)level, (void)message, (void)data;
}

// Registers the types that are used, which libgsf does without a lock, and keeps what libgsf says about broken files from
// standard error. Called once, before any other of its functions.
static inline void mortise_gsf_prepare(void)
{
    (void)gsf_input_memory_get_type();
    (void)gsf_infile_msole_get_type();
    GLogLevelFlags all = (GLogLevelFlags)(G_LOG_LEVEL_MASK | G_LOG_FLAG_RECURSION);
    g_log_set_handler("libgsf", all, mortise_gsf_quiet, NULL);
    g_log_set_handler("libgsf:msole", all, mortise_gsf_quiet, NULL);
}
